"""What words look like: for each language that a log may be written in, some hundred words of everyday business.

They are no dictionary. They show which letters a language uses and which of them stand side by side, so that of two readings of
the same bytes the one that looks like a language can be told from the one that does not. For languages that are written with some
thousand characters, the text is a list of those in frequent use.
"""

from __future__ import annotations

LETTERS = {
    "signs": """– — • · … € £ ¥ ° § © ® ™ ± × ½ ¼ ¾ « » “ ” ‘ ’ °c °f µs µm m² m³ €0 £0 ¥0 §0 ±0 ×0 0€ 0£ 0° 0°c 0°f 0½ 0m² 0m³ 0µs 0× ¿
    ¡""",
    "en": """ticket opened closed resolved assigned customer’s it’s i’m we’ve don’t can’t user’s isn’t “urgent” request change status
    priority group agent service desk password reset printer network access problem incident café résumé fiancée façade cliché voilà wait…
    done… with from the and for not working error update pending waiting approval team’s user– that’s you’re they’re hello… error…
    loading…""",
    "de": """störung geschlossen geöffnet gelöst zurück rückfrage kunde für über prüfung bestätigt erläuterung größe straße maßnahme
    gemäß müller schröder jäger weiß groß während nächster verfügbar benötigt übergeben eröffnet ausgeführt änderung antrag aufträge
    eingang ausgang köln münchen düsseldorf zürich österreich schließen lösung nötig können müssen würde wäre träger fällig tätigkeit
    gerät anschluss außer grüße bürgschaft zubehör hörer büro schlüssel körper löschen möglich ergänzt geprüft abgeschlossen bearbeitung
    wartet lieferant rechnung schaden höhe kündigung beschädigt verspätet zuständig kläger""",
    "fr": """problème créé créée résolu résolue clôturé fermé affecté en attente réouvert équipe priorité élevée réseau imprimante accès
    système matériel logiciel demandé détails après dès près très déjà là où à être même tête hôtel côté bientôt contrôle intérêt enquête
    forêt réponse reçu française façon ça leçon naïf maïs noël sœur cœur œuvre bœuf août goût sûr coût modèle règle siège dernière
    première manière clientèle évaluation étape échéance hélène françois jérôme benoît théo gaëlle inès déclaré vérifié transféré escaladé
    téléphone numéro d’accord l’équipe n’est qu’il sinistre référence sécurité arrêt réclamation remboursé opérateur""",
    "es": """incidencia solución cerrado año españa señor niño mañana pequeño diseño contraseña compañía también después atención
    teléfono número código técnico revisión asignación reunión gestión información última próximo crédito débito reclamación dirección día
    país línea vacío había envío categoría garcía martínez núñez muñoz peña ibáñez josé maría sofía andrés tomás jesús raúl inés pingüino
    averigüe qué cómo cuándo dónde más está aquí así según común único título público área análisis página ¿qué ¡urgente! usuario
    pendiente recepción resolución comunicación 0º 0ª nº""",
    "it": """attività perché più già così però città qualità priorità società università disponibilità possibilità è sarà potrà dovrà
    farà lunedì martedì giovedì venerdì virtù gioventù può ciò né sé caffè cioè libertà novità identità libero chiuso aperto risolto
    assegnato richiesta cliente ticket stato gruppo operatore segnalazione niccolò""",
    "pt": """solução atenção informação não então são mão pão irmão joão joana conceição gonçalves araújo paulo descrição situação ação
    ações soluções informações reclamações revisões usuário responsável disponível possível concluído aberto fechado encaminhado análise
    técnico início próximo último número código área serviço preço março você três mês português inglês avô câmera ângela pública à às até
    também já será está atribuído manutenção configuração requisição aprovação prioridade média crítico histórico período relatório""",
    "nl": """geïnstalleerd geëscaleerd één coöperatie reünie financiën patiënten beëindigd geüpload ideeën categorieën drieëntwintig
    vóór hè café privé storing gesloten geopend opgelost klant melding prioriteit belgië israël zoë daniël joël comité reële officiële
    coördinator geïnformeerd kopiëren efficiënt""",
    "sv": """ärende avslutad åtgärd öppnad löst väntar på återöppnad användare lösenord förfrågan beställning felsökning hög låg mellan
    kö grupp från får går när här för över även också många två språk år månad vård själv höst åsa göran björn märta håkan sjögren åkesson
    malmö göteborg västerås överförd tilldelad skrivare nätverk""",
    "da": """lukket løst åbnet sag bruger adgang fejl forespørgsel på får når også være læge søren jørgen bjørn kåre åge ændring ændret
    ødelagt oprettet afsluttet århus københavn tromsø måned første større gælder håndteret tilføjet udført påmindelse bestået nødvendig
    færdig må så blåbær særlig tværs grøn gør før""",
    "fi": """käyttäjä päivitys tehtävä käsittely hyväksytty avattu suljettu ratkaistu häiriö järjestelmä sähköposti työ yhteyttä pyyntö
    lisätty määrä pää ensisijainen työasema näyttö hämäläinen mäkinen järvinen väinö päättynyt löytyi käytössä täydennetty siirtynyt myös
    ylläpito öljy yö tämä""",
    "is": """beiðni mál opnað lokað leyst notandi það við þetta þjónusta þjónustuborð staða forgangur hópur úthlutað í bið frá aðgangur
    lykilorð prentari netkerfi viðskiptavinur aðstoð þór guðrún sigurður jón ólafur þórdís ísland hæ já nei þörf breyting ósk tæki sími
    veður góð síðan""",
    "pl": """zgłoszenie zamknięte rozwiązane użytkownik hasło dostęp błąd błędu zgłoszono przyjęte oczekuje na odpowiedź klienta
    właściciel usługa usługi drukarka sieć łącze przełącznik zespół wysoki średni ponowne wyjaśnienie zmiana środek część między więcej
    będzie żądanie może także również już też wróć cześć łódź kraków poznań gdańsk wrocław kowalski wiśniewski wójcik kamiński zieliński
    szymański woźniak łukasz michał paweł małgorzata bożena grażyna józef stanisław święto dzień tydzień miesiąc koniec początek wątek
    ścieżka źródło późno bezpieczeństwo obsługa działanie następny przegląd ćwiczenie płatność rozpoczęcie zakończenie przypisano""",
    "cs": """požadavek vyřešeno uzavřeno otevřeno čeká na zákazníka přiděleno řešení řešitel skupina uživatel heslo přístup tiskárna síť
    připojení změna závada porucha oprava žádost schválení příčina důležité běžná vysoká střední nízká číslo účet služba společnost kvůli
    můžete někdo něco ještě také příklad že když již dnů měsíc týden únor březen květen září říjen prosinec jiří tomáš ondřej lukáš věra
    růžena dvořák černý procházka kučera veselý němec marešová plzeň ústí děkuji prosím zařízení prověřit ověřit zpět zrušeno úkol""",
    "sk": """požiadavka vyriešené uzavreté otvorené čaká na zákazníka pridelené riešenie používateľ heslo prístup tlačiareň sieť
    pripojenie zmena porucha žiadosť schválenie príčina dôležité vysoká stredná nízka účet služba spoločnosť môžete niečo ešte tiež keď
    dňa mesiac týždeň ľubomír ďakujem prosím zariadenie overiť späť zrušené úloha kvôli stĺpec vŕba ľudia""",
    "hu": """bejelentés lezárva megoldva megnyitva ügyfél válaszra vár felelős hozzárendelve jelszó hozzáférés nyomtató hálózat kérés
    változás hiba javítás jóváhagyás sürgős magas közepes alacsony szám számla szolgáltatás felhasználó között több lesz még már így
    először később idő időpont győr erdős szőke kovács szabó tóth nagy horváth kiss lászló józsef jános istván györgy erzsébet ügyintéző
    költség működik fűtés gyűlés műszaki feldolgozás visszavonva elutasítva érkezett küldött üzenet rögzített frissítés előzmény újra
    felügyelő""",
    "ro": """soluționat închis deschis cerere așteaptă răspuns utilizator parolă imprimantă rețea acces schimbare aprobare problemă
    urgență ridicată scăzută medie număr serviciu și să în când după până fără către această între ștefan ioniță bucurești iași timișoara
    brașov constanța informații soluţie şi aşteptare iaşi reţea finalizată înregistrată""",
    "hr": """zahtjev riješeno zatvoreno otvoreno čeka korisnika dodijeljeno rješenje lozinka pristup pisač mreža promjena greška žurno
    visoka srednja niska usluga račun društvo može još također već više između zašto što šest marković kovačević horvat babić jurić novak
    tomašić živković đorđe ćosić služba težava reševanje uporabnik končano čakanje potrjeno naročilo odgovor šifra sljedeći tjedan""",
    "tr": """çağrı açıldı kapatıldı çözüldü müşteri bekliyor atandı şifre erişim yazıcı ağ değişiklik onay hata acil yüksek düşük orta
    öncelik kullanıcı hizmet masası şikayet talep işlem işlemde başlatıldı tamamlandı güncellendi görüşme aşama sürüm süre gün güncel için
    değil olduğu şube İstanbul izmir diyarbakır şırnak ağrı muğla öğrenci yıldız yılmaz şahin çelik öztürk aydın kılıç doğan ayşe gülşen
    oğuz çağla ığdır iş birliği bölüm ürün teşekkür lütfen hızlı yanıt dışı eğitim sağlık""",
    "ru": """заявка открыта закрыта решена клиент ожидает назначена исполнитель приоритет высокий средний низкий группа статус дата
    время создания пользователь пароль доступ принтер сеть ошибка изменение запрос согласование проблема инцидент услуга служба поддержки
    обращение номер отдел комментарий ответ работа система оборудование подключение выполнено отменено повторно передано срок начало конец
    иванов петров сергей ольга николай елена москва что как это для при или уже ещё объект обслуживание завершение принято в работе тип
    категория описание""",
    "uk": """заявка відкрита закрита вирішена клієнт очікує призначено виконавець пріоритет високий середній низький група статус дата
    створення користувач пароль доступ принтер мережа помилка зміна запит погодження проблема послуга служба підтримки звернення номер
    відділ київ львів україна її ще вже від під час який обладнання підключення виконано об’єкт їх є ґрунт""",
    "lt": """užklausa išspręsta uždaryta atidaryta laukiama kliento atsakymo vykdytojas priskirta pirmenybė aukštas žemas vidutinis
    naudotojas slaptažodis prieiga spausdintuvas tinklas klaida pakeitimas užsakymas būsena įvykis įrenginys žinutė paslauga grąžinta
    šiandien mėnuo savaitė vėliau dėl už į iš yra būti kaunas šiauliai klaipėda jonas kęstutis žilvinas ąžuolas rūta darbų klientų metų
    įrenginių""",
    "lv": """pieteikums atrisināts slēgts atvērts gaida klienta atbildi izpildītājs piešķirts prioritāte augsta zema vidēja lietotājs
    parole piekļuve printeris tīkls kļūda izmaiņas apstiprināts pakalpojums ierīce ziņojums nodaļa šodien mēnesis nedēļa vēlāk jānis
    kārlis pēteris bērziņš ozoliņš rīga liepāja jūrmala ļoti īss iespējams žurnāls ģimene darbība""",
    "et": """pöördumine lahendatud suletud avatud ootab kliendi vastust täitja määratud prioriteet kõrge madal keskmine kasutaja
    salasõna ligipääs printer võrk viga muudatus kinnitatud teenus seade sõnum osakond täna nädal hiljem jõgi tõnu jüri mägi pärnu võru
    töötaja tähtaeg järjekord""",
    "el": """αίτημα κλειστό ανοιχτό επιλύθηκε αναμονή πελάτη απάντηση ανάθεση προτεραιότητα υψηλή χαμηλή μεσαία χρήστης κωδικός πρόσβαση
    εκτυπωτής δίκτυο σφάλμα αλλαγή έγκριση υπηρεσία ομάδα τμήμα ημερομηνία ώρα κατάσταση κατηγορία περιγραφή σχόλιο βλάβη σύστημα ενέργεια
    τεχνικός παραγγελία λογαριασμός και το της για με από στην είναι δεν που παπαδόπουλος νίκος μαρία δημήτρης κωνσταντίνος αθήνα
    θεσσαλονίκη""",
    "he": """קריאה פתוחה סגורה נפתרה ממתין ללקוח תשובה הוקצה עדיפות גבוהה נמוכה בינונית משתמש סיסמה גישה מדפסת רשת שגיאה שינוי אישור
    שירות צוות מחלקה תאריך שעה מצב קטגוריה תיאור הערה תקלה מערכת פעולה טכנאי הזמנה חשבון של את על עם לא זה כהן לוי יוסי משה אברהם רחל תל
    אביב ירושלים חיפה טיפול בוצע הועבר""",
    "ar": """طلب مفتوح مغلق تم الحل في انتظار العميل الرد مسند الأولوية عالية منخفضة متوسطة المستخدم كلمة المرور الوصول طابعة شبكة خطأ
    تغيير موافقة خدمة فريق قسم تاريخ وقت الحالة الفئة الوصف تعليق عطل النظام إجراء فني حساب من على إلى هذا أن أحمد علي حسن عبدالله خالد
    يوسف الرياض القاهرة دبي تحويل تذكرة إنهاء بدء""",
    "th": """แจ้งปัญหา เปิด ปิด แก้ไขแล้ว รอลูกค้า ตอบกลับ มอบหมาย ความสำคัญ สูง ต่ำ ปานกลาง ผู้ใช้ รหัสผ่าน การเข้าถึง เครื่องพิมพ์
    เครือข่าย ข้อผิดพลาด เปลี่ยนแปลง อนุมัติ บริการ ทีม แผนก วันที่ เวลา สถานะ ประเภท รายละเอียด หมายเหตุ ระบบ ดำเนินการ ช่าง คำสั่งซื้อ
    บัญชี ของ และ ที่ ไม่ ได้ ให้ จาก กรุงเทพ เชียงใหม่ ตรวจสอบ""",
    "ja": """お問い合わせ依頼のステータスを確認してください受付完了しましたから担当者へ連絡済みです対応中からまで待ちこれはそのためではない
    ありがとうよろしくおねがいいたしますすることができるなどについてにおけるによりとしてれるられるさんだったなかった チケット カテゴリ
    インシデント サービスデスク パスワード リセット プリンター ネットワーク サーバー メール アクセス ユーザー グループ システム エラー
    クローズ オープン エスカレーション レベル データ ファイル アプリケーション スタート タイム コメント ログイン セキュリティ ｱｶｳﾝﾄ
    ﾊﾟｽﾜｰﾄﾞ ｼｽﾃﾑ ｻｰﾋﾞｽ ﾌﾟﾘﾝﾀｰ ﾈｯﾄﾜｰｸ ﾒｰﾙ ｴﾗｰ ﾃﾞｰﾀ ﾌｧｲﾙ ﾕｰｻﾞｰ ｸﾞﾙｰﾌﾟ ﾁｹｯﾄ ｽﾃｰﾀｽ ｵｰﾌﾟﾝ ｸﾛｰｽﾞ ｺﾒﾝﾄ ﾛｸﾞｲﾝ ﾀﾅｶ ｻﾄｳ ｽｽﾞｷ ﾊﾟｿｺﾝ ﾓﾆﾀ ｶｰﾄﾞ ｷｰﾎﾞｰﾄﾞ
    ﾀﾝﾄｳｼｬ ﾄﾗﾌﾞﾙ ｻﾎﾟｰﾄ ｾﾝﾀｰ ﾘｾｯﾄ ﾊﾞｯｸｱｯﾌﾟ""",
}
"""alphabets (and kana): words between blanks"""

CHARACTERS = {
    "zh-Hans": """的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都
    好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身
    者被高已亲其进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等
    体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候
    民岁往何度山觉路带万男边风解叫任金快原吃变通师立象数四失满战远格士音轻目条呢病始达深完今提求清王化空业思切怎非找片罗钱南朋飞城单号转系
    统编状态客户服务请派配闭束创建优级低紧急描述类型组程支持故障题件审批待复确决案投诉咨询升退挂恢交登网络印密码置邮箱账权限申设备维修装测
    试验收评价源渠负责注附区司北京广州圳产品订款票合付流仓库李刘陈杨赵黄周吴徐孙胡朱林郭梁宋郑谢韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛
    叶阎余潘杜戴夏钟汪田姜范石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙段雷汤尹黎易武乔贺赖龚伟芳娜敏静丽强磊洋勇艳杰娟涛超秀霞刚桂华玲志红
    春梅兰辉鹏鑫波斌宇浩凯健俊帆雪琳佳慧婷宁欣怡""",
    "zh-Hant": """的一是了我不人在他有這個上們來到時大地為子中你說生國年著就那和要她出也得裡後自以會家可下而過天去能對小多然於心學麼之都
    好看起發當沒成只如事把還用第樣道想作種開美總從無情己面最女但現前些所同日手又行意動方期它頭經長兒回位分愛老因很給名法間斯知世什兩次使身
    者被高已親其進此話常與活正感見明問力理爾點文幾定本公特做外孩相西果走將月十實向聲車全信重三機工物氣每並別真打太新比才便夫再書部水像眼等
    體卻加電主界門利海受聽表德少克代員許先口由死安寫性馬光白或住難望教命花結樂色更拉東神記處讓母父應直字場平報友關放至張認接告入笑內英軍候
    民歲往何度山覺路帶萬男邊風解叫任金快原吃變通師立象數四失滿戰遠格士音輕目條呢病始達深完今提求清王化空業思切怎非找片羅錢南朋飛城單號轉系
    統編案件狀態客戶服務請派配閉束建優級低緊急描述類型組程支援故障題審核簽待覆確決投訴諮詢升退暫停恢復交登網列印密碼設箱帳權限申備維修裝測
    試驗收評價源管負責註附區司臺北台灣雄產品訂款票合約付流倉庫李劉陳楊趙黃周吳徐孫胡朱林郭梁宋鄭謝韓唐馮于董蕭曹袁鄧傅沈曾彭呂蘇盧蔣蔡賈丁
    魏薛葉閻余潘杜戴夏鍾汪田姜范石姚譚廖鄒熊陸郝孔崔康毛邱秦江史顧侯邵孟龍段雷湯尹黎易武喬賀賴龔偉芳娜敏靜麗強磊洋勇豔傑娟濤超秀霞剛桂華玲
    志紅春梅蘭輝鵬鑫波斌宇浩凱健俊帆雪琳佳慧婷寧欣怡淑惠雅""",
    "ja": """日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米
    力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成期公野協取都和統以機平総
    加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反元重近千考
    判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島直両朝革価式確村提運終挙果西勢減台広
    容必応演電歳住争談能無再位置企真流格有疑口過局少放税検藤町常校料沢裁状工建語球営空職証土与急止送援供可役構木割聞身費付施切由説転食比難
    防補車優夫研収断井何南石足違消境神番規術護展態導鮮備宅害配副算視条幹独警宮究育席輸訪楽起万着乗店述残想線率病農州武声質念待試族象銀域助
    労例衛然早張映限親額監環験追審商葉義伝働形景落欧担好退準賞訴辺造英被株頭技低毎医復仕去姿味負閣韓渡失移差衆個門写評課末守若脳極種美岡影
    命含福蔵量望松非撃佐核観察整段横融型白深字答夜製票況音申様財港識注呼渉達依頼完了号故障旧承却留顧客署登録更鈴橋伊林吉斎清崎阿池森""",
    "ko": """이다는을를의에가고하은지사로기한도어리자나인시대정아서그수해스일보장제구부전들주상원라만면비소있조것공우여미안오유었개게과
    경동신마계무선성연관당않없등세물생단방명위내분용까할더던모문년적회중발요실으변식양금체국입처결통받된되려간란운민화학건행산매진재현때거
    드트르니터레즈크브타카파토피포프호후작업청접완료담번태순종애복승반류객름형목록티켓활데밀초린네워버메근룹템닫힘열림배김박최강윤임권황송
    홍영희철준훈혜""",
}
"""the characters in frequent use, those of business among them"""
