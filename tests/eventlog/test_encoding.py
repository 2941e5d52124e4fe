"""Texts come out as they were written, whatever they were written in; what cannot be known is asked, and what is broken is counted."""

import mmap
import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.errors import AmbiguousError, LogError
from svcflow.eventlog.log import Repair
from svcflow.eventlog.sources.encoding import as_utf8
from svcflow.eventlog.sources.readings import MARGIN, rank, telling_words

LOGS = {
    "gb18030": [
        "工单号,活动,处理人,开始时间\n1,用户来电报修,赵敏,2024-01-02\n2,现场工程师上门,孙浩,2024年1月2日\n3,更换硬盘,周洁,2024-01-02\n",
        "Case,Status,Owner\n1,已受理,张三\n2,待审核,李四\n3,已完结,王五\n",
        "Ticket,Dept\n1,客服中心\n2,信息技术部\n",
        "ID,Status\n1,关闭\n2,打开\n",
    ],
    "big5": [
        "工單編號,活動,承辦人,開始時間\n1,使用者來電報修,陳怡君,2024-01-02\n2,現場工程師到場,林志豪,2024\n3,更換硬碟,黃雅婷,2024\n",
        "Case,Status,Owner\n1,已受理,張惠妹\n2,待審核,李四端\n3,已結案,王建民\n",
        "id|步驟|time\n1|提出|2024\n2|核准|2024\n",
        "Ticket,Dept\n1,客服中心\n2,資訊室\n",
    ],
    "shift_jis": [
        "チケット番号,作業,担当者,開始日時\n1,電話受付,佐々木健,2024\n2,現地調査,松本直子,2024\n3,部品交換,井上誠,2024\n",
        "Case,Status\n1,受付済\n2,調査中\n3,完了\n",
        "id|ステータス\n1|オープン\n2|クローズ\n",
        "Case,Note\n1,お客様より連絡がありました\n2,再起動で直りました\n",
        "Case,Item\n1,ﾌﾟﾘﾝﾀｰ故障\n2,ﾊﾟｿｺﾝ起動不可\n",
    ],
    "euc_jp": [
        "チケット番号,作業,担当者\n1,電話受付,佐々木健\n2,現地調査,松本直子\n",
        "Case,Note\n1,お客様より連絡がありました\n2,再起動で直りました\n",
    ],
    "euc_kr": [
        "티켓번호,작업,담당자\n1,전화접수,최수빈\n2,현장방문,한지민\n3,부품교체,오세훈\n",
        "Case,Status\n1,접수\n2,처리중\n3,완료\n",
    ],
    "cp1252": [
        "Ticket,Tätigkeit,Bearbeiter\n1,Rückruf beim Käufer,Böhm\n2,Behebung der Störung,Krüger\n",
        "Numéro,Activité,Équipe\n1,Réparation terminée,Éric Lefèvre\n2,Pièce commandée,Zoé\n",
        "Ticket,Actividad\n1,Reparación en taller,Peñalver\n2,Esperando al técnico,Ordóñez\n",
        "Chamado,Ação\n1,Atribuição,Sebastião\n2,Conclusão,Simões\n",
        "Case,Activity\n1,Afhandeling storing,Renée\n2,Geannuleerd,Zoë\n",
        "Ärende,Åtgärd\n1,Påbörjad,Åsa Lindström\n2,Färdig,Östen\n",
        "Sag,Handling\n1,Påbegyndt,Bjørn Sørensen\n2,Færdiggjort,Kjær\n",
        "Tapaus,Tila\n1,Työn alla,Heikkilä\n2,Päätetty,Räsänen\n",
        "Case,Activity\n1,Can’t log in – VPN\n2,Won’t print\n",
        "Case,Activity,Who\n1,Open,Jürgen\n2,Close,Jürgen\n",
        "Case,Cost,Room\n1,£20,21 °C\n2,€30,23 °C\n",
        "Pratica,Attività\n1,Verifica conformità,Niccolò\n2,Più tardi,Totò\n",
        "Beiðni,Staða\n1,Móttekið,Þorsteinn\n2,Afgreitt,Guðmundur\n",
    ],
    "cp1250": [
        "Numer,Czynność,Pracownik\n1,Naprawa urządzenia,Jabłoński\n2,Wysłano część zamienną,Król\n3,Sprawdzić połączenie,Wiśnia\n",
        "Case,Who\n1,Wałęsa\n2,Kaczyński\n3,Żak\n",
        "Číslo,Činnost,Řešitel\n1,Převzato,Tomášek\n2,Předáno,Kříž\n",
        "Číslo,Úloha\n1,Vyriešené,Ľuboš\n2,Čakajúce,Kováčová\n",
        "Ügy,Lépés,Ki\n1,Újranyitva,Szűcs\n2,Lezárás előtt,Fehér\n",
        "Nr,Acţiune\n1,Soluţionată,Ionuţ\n2,Aşteptare,Grigoraş\n",
        "Broj,Radnja\n1,Provjera veze,Šimić\n2,Završeno,Đurić\n",
    ],
    "cp1254": [
        "Çağrı No,Aşama,Görevli\n1,Arıza kaydı alındı,Şule\n2,Parça değişti,Çağatay\n3,İşlem bitti,Yiğit\n",
        "Case,Act\n1,Başladı\n2,Bitti\n3,Sıra\n",
    ],
    "cp1251": [
        "Номер,Действие,Исполнитель\n1,Ремонт завершён,Кузнецов\n2,Ожидание запчастей,Смирнова\n",
        "Case,Status\n1,Новая\n2,Закрыто\n",
        "Номер,Дія\n1,Відкладено,Ющенко\n2,Завершено,Її\n",
    ],
    "cp1253": ["Αριθμός,Ενέργεια\n1,Επισκευή συσκευής,Γιώργος\n2,Ολοκλήρωση,Ελένη\n"],
    "cp1255": ["מספר,פעולה\n1,תיקון התקלה,דוד\n2,סגירת קריאה,שרה\n"],
    "cp1256": ["رقم,الإجراء\n1,إصلاح العطل,محمد\n2,إغلاق البلاغ,فاطمة\n"],
    "cp1257": ["Numurs,Darbība\n1,Pārbaude,Kalniņš\n2,Pabeigts,Āboliņa\n", "Juhtum,Tegevus\n1,Üle vaadatud,Kõiv\n2,Lõpetatud,Õunapuu\n"],
    "cp874": ["หมายเลข,กิจกรรม\n1,ซ่อมเครื่องพิมพ์,สมชาย\n2,ปิดงาน,สมหญิง\n"],
    "koi8_r": ["Номер,Действие,Исполнитель\n1,Ремонт завершён,Кузнецов\n2,Ожидание запчастей,Смирнова\n"],
    "cp866": ["Номер,Действие,Исполнитель\n1,Ремонт завершен,Кузнецов\n2,Ожидание запчастей,Смирнова\n"],
    "iso8859_2": ["Numer,Czynność,Pracownik\n1,Naprawa urządzenia,Jabłoński\n2,Wysłano część zamienną,Król\n"],
    "cp850": ["Ticket,Tätigkeit,Bearbeiter\n1,Rückruf beim Käufer,Böhm\n2,Behebung der Störung,Krüger\n"],
    "mac_roman": ["Numéro,Activité,Équipe\n1,Réparation terminée,Éric Lefèvre\n"],
}
EACH = [(encoding, text) for encoding, texts in LOGS.items() for text in texts]
MANY = ["gb18030", "big5", "shift_jis", "euc_kr", "cp1250", "cp1251", "cp1252"]


def read(data, **options):
    decoded = as_utf8(data, "log.csv", **options)
    return bytes(decoded.data).decode("utf-8"), decoded


def outcome(data):
    """The text, or the kind of refusal."""
    try:
        return read(data)[0]
    except LogError as refusal:
        return type(refusal) if refusal.remedy else None


# -------------------------------------------------------------------------------------------------------------- UTF-8


@pytest.mark.parametrize("text", ["plain,ascii\n", *(text for _, text in EACH)])
def test_utf_8_is_given_as_it_is(text):
    data = text.encode() * 3
    decoded = as_utf8(data, "log.csv")
    assert decoded.data is data
    assert (decoded.encoding, decoded.repairs) == ("utf-8", ())


def test_a_mapped_file_is_not_copied(tmp_path):
    (tmp_path / "log.csv").write_bytes("Fall,Schritt\n1,Geöffnet\n".encode() * 40_000)
    with (tmp_path / "log.csv").open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    assert as_utf8(data, "log.csv").data is data


@pytest.mark.parametrize("word", sorted({word for _, text in EACH for word in text.replace(",", " ").replace("|", " ").split()}))
def test_a_single_word_in_utf_8_is_never_taken_for_another_encoding(word):
    assert as_utf8(f"Case,Step\n1,{word}\n".encode(), "log.csv").encoding == "utf-8"


def test_what_is_utf_8_by_chance():
    """Every byte of 系统 (system) in GB18030 is valid UTF-8 as well; the letters of that reading belong to no language."""
    data = "Case,Step\n1,系统\n".encode("gb18030")
    assert data.decode("utf-8") == "Case,Step\n1,ϵͳ\n"
    text, decoded = read(data * 50)
    assert (text, decoded.encoding) == ("Case,Step\n1,系统\n" * 50, "gb18030")


# -------------------------------------------------------------------------------------------------- marks and wide ones


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [text for _, text in EACH[::4]])
def test_a_mark_decides(encoding, text):
    assert read(text.encode(encoding))[0] == text
    assert read(text.encode(encoding))[1].encoding == encoding
    assert read(text.encode(encoding), encoding=encoding)[0] == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["a,b\n1,x\n", *(text for _, text in EACH)])
def test_wide_characters_without_a_mark(encoding, text):
    decoded, told = read(text.encode(encoding))
    assert (decoded, told.encoding) == (text, encoding)


def test_marks_of_big_endian_and_nothing_behind_a_mark():
    assert read(b"\xfe\xff" + "a,ü\n".encode("utf-16-be"))[0] == "a,ü\n"
    assert read(b"\x00\x00\xfe\xff" + "a,ü\n".encode("utf-32-be"))[0] == "a,ü\n"
    assert read(b"\xef\xbb\xbf")[0] == read(b"\xff\xfe")[0] == ""


# ------------------------------------------------------------------------------------------------- the most plausible


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize(("encoding", "text"), EACH)
def test_short_exports_come_out_right(encoding, text, rows):
    header, *lines = text.splitlines(keepends=True)
    whole = header + "".join(lines) * rows
    decoded, told = read(whole.encode(encoding))
    assert decoded == whole
    assert told.repairs == ()
    assert told.evidence.startswith("it has words such as")
    assert whole.encode(told.encoding) == whole.encode(encoding)


def _drawn(seed, size):
    """For each encoding, some of its telling words, drawn anew for each seed."""
    for encoding, texts in LOGS.items():
        words = sorted({word for text in texts for word in telling_words(text.encode(encoding))})
        yield encoding, random.Random(f"{encoding}{seed}").sample(words, min(size, len(words)))


@pytest.mark.parametrize(("size", "most_wrong", "most_asked"), [(1, 0.01, 0.4), (2, 0.01, 0.2), (5, 0.002, 0.03), (8, 0.0, 0.01)])
def test_the_margin_asks_rather_than_errs(size, most_wrong, most_asked):
    wrong = asked = total = 0
    for encoding, words in (drawn for seed in range(40) for drawn in _drawn(seed, size)):
        best, *others = rank(words)
        rival = next((other.cost for other in others if other.words != best.words), float("inf"))
        total += 1
        asked += rival - best.cost < MARGIN
        wrong += rival - best.cost >= MARGIN and best.words != tuple(word.decode(encoding) for word in words)
    assert wrong <= most_wrong * total
    assert asked <= most_asked * total


@given(st.data())
def test_random_logs_of_words_that_were_drawn_come_out_right_or_are_asked_about(data):
    encoding = data.draw(st.sampled_from(MANY))
    words = sorted({word for text in LOGS[encoding] for word in text.replace("\n", ",").replace("|", ",").split(",") if not word.isascii()})
    drawn = data.draw(st.lists(st.sampled_from(words), min_size=8, max_size=12, unique=True))
    rows = data.draw(st.lists(st.tuples(st.integers(1, 999), st.sampled_from(drawn)), min_size=5, max_size=200))
    delimiter = data.draw(st.sampled_from(",;\t|"))
    text = delimiter.join(["Case", *drawn]) + "\r\n" + "".join(f"{case}{delimiter}{word}\r\n" for case, word in rows)
    assert outcome(text.encode(encoding)) in (text, AmbiguousError)
    assert read(text.encode(encoding), encoding=encoding)[0] == text


def test_two_equal_readings_are_asked_about():
    data = "Case,Step\n1,Sebastião\n".encode("cp1252")
    with pytest.raises(AmbiguousError) as refusal:
        as_utf8(data, "log.csv")
    named = re.findall(r"--encoding (\S+)", refusal.value.remedy)
    assert len(named) == 2
    assert "cp1252" in named
    for encoding in named:
        assert f'"{data[12:21].decode(encoding)}"' in refusal.value.problem
        assert read(data, encoding=encoding)[0] == data.decode(encoding)


def test_readings_that_agree_are_not_asked_about():
    """German reads the same in three code pages; the most usual one is named."""
    assert as_utf8("Fall,Schritt\n1,Prüfung\n".encode("cp1250"), "log.csv").encoding == "cp1252"


@pytest.mark.parametrize("encoding", ["mac_greek", "cp775", "cp037"])
def test_an_encoding_that_is_not_known_is_said_to_be(encoding):
    text = {"mac_greek": LOGS["cp1253"][0], "cp775": LOGS["cp1257"][0] + "Žukauskas Čepaitė dalių", "cp037": "Case,Step\nOpen,Close\n" * 9}
    with pytest.raises(LogError, match=r"not known: its words look like words in none|neither text"):
        as_utf8(text[encoding].encode(encoding), "log.csv")


@pytest.mark.parametrize("encoding", ["gb18030", "shift_jis", "cp1252", "cp1251"])
def test_long_texts_are_decoded_across_blocks(encoding):
    text = LOGS[encoding][0] + "".join(f"{row},{word}\n" for row, word in enumerate(LOGS[encoding][0].split(",") * 9_000))
    assert read(text.encode(encoding))[0] == text
    assert read(text.encode("utf-16"))[0] == text


def test_a_word_far_into_a_large_text_is_found():
    text = "1,Open,2024\n" * 100_000 + "2,Störung behoben,2024\n3,Rückruf,2024\n" + "1,Open,2024\n" * 100_000
    decoded, told = read(text.encode("cp1252"))
    assert (decoded == text, told.encoding) == (True, "cp1252")


def test_a_text_without_a_blank_in_it_costs_no_more():
    data = b"A" * 3_000_000 + "Störungsbehebung für Jürgen".encode("cp1252") + b"A" * 3_000_000
    began = time.process_time()
    assert as_utf8(data, "log.csv").encoding == "cp1252"
    assert time.process_time() - began < 3


# ------------------------------------------------------------------------------------------------------------- damage


def test_a_few_broken_bytes_do_not_change_the_encoding():
    rows = "".join(f"{row},Störung,Jürgen\n" for row in range(3000)).encode()
    broken = rows[:1000].rpartition(b"\n")[0] + b"\n7,St\xf6rung,\xff\n" + rows[1000:].partition(b"\n")[2]
    text, told = read(broken)
    line = broken[: broken.index(b"\xff")].count(b"\n") + 1
    assert told.encoding == "utf-8"
    assert told.repairs == (Repair("bytes that are not UTF-8, shown as �", 1, f'line {line}: "7,St�rung,�"'),)
    assert text.count("�") == 2
    assert text.replace("7,St�rung,�\n", "") == broken.replace(b"7,St\xf6rung,\xff\n", b"").decode()


@pytest.mark.parametrize(("encoding", "text"), [("utf-8", LOGS["gb18030"][0]), *((each, LOGS[each][0]) for each in MANY[:4])])
def test_a_text_cut_in_the_middle_of_a_character(encoding, text):
    whole = (text * 20).rstrip("\n0123456789-年月日,") + "界"
    whole = whole if encoding != "euc_kr" else (text * 20).rstrip("\n")
    decoded, told = read(whole.encode(encoding)[:-1])
    assert decoded == whole[:-1] + "�"
    assert told.encoding == encoding
    assert [repair.count for repair in told.repairs] == [1]


def test_signs_that_were_broken_before_are_not_counted():
    text, told = read(("1,M\ufffdller,Störung\n" * 50).encode() + b"2,\xff,St\xc3\xb6rung\n")
    assert text.count("\ufffd") == 51
    assert told.repairs == (Repair("bytes that are not UTF-8, shown as \ufffd", 1, 'line 51: "2,\ufffd,Störung"'),)


def test_half_and_half_is_refused():
    text = LOGS["cp1252"][0]
    with pytest.raises(LogError):
        as_utf8((text * 20).encode() + (text * 20).encode("cp1252"), "log.csv")


def test_too_much_damage_is_refused_with_its_first_line():
    with pytest.raises(LogError, match=r"not on 3 of its 4 lines, the first of them line 1\. Save it again"):
        as_utf8("\ufeffa\ud800,b\na\ud800,b\na\ud800,b\n".encode("utf-16-le", "surrogatepass"), "log.csv")


def test_a_few_nul_characters_are_no_wide_characters():
    data = b"Case,Step\n1,Open\x002\n" + b"1,Open\n" * 300
    decoded = as_utf8(data, "log.csv")
    assert (decoded.data, decoded.encoding) == (data, "utf-8")


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, bytes(5000), random.Random(1).randbytes(5000)])
def test_what_is_no_text(data):
    with pytest.raises(LogError, match="neither text"):
        as_utf8(data, "log.csv")


# ---------------------------------------------------------------------------------------------------------- as is said


@pytest.mark.parametrize(
    ("name", "encoding"), [("UTF8", "utf-8"), ("Latin-1", "latin-1"), ("sjis", "cp932"), ("GBK", "gb18030"), ("cp037", "cp037")]
)
def test_the_encoding_that_is_named(name, encoding):
    text = "Case,Step\n1,Offen\n" + {"cp932": "2,①受付\n", "gb18030": "2,𠀀受理\n"}.get(encoding, "2,Zurück\n")
    decoded, told = read(text.encode(encoding), encoding=name)
    assert decoded == text
    assert told.evidence == "--encoding names it"


@pytest.mark.parametrize(
    ("name", "data", "place", "said"),
    [
        ("utf-8", b"a,b\n1,2\n3,\xff\n", "log.csv, line 3", "byte 11 (0xff) is not part"),
        ("utf-8", b"\xef\xbb\xbfa,b\n\xff", "log.csv, line 2", "byte 8 (0xff)"),
        ("gb18030", b"a,b\n" * 100_000 + b"\xff\n", "log.csv, line 100001", "byte 400,001 (0xff)"),
        ("cp1252", b"a,b\n\x81\n", "log.csv, line 2", "byte 5 (0x81)"),
        ("ascii", "a,ü\n".encode(), "log.csv, line 1", "byte 3 (0xc3)"),
        ("cp1252", b"\xef\xbb\xbfa,b\n", "log.csv", "begins with the mark of utf-8-sig"),
    ],
)
def test_the_encoding_that_is_named_must_fit(name, data, place, said):
    with pytest.raises(LogError) as refusal:
        as_utf8(data, "log.csv", name)
    assert refusal.value.place == place
    assert said in refusal.value.problem
    assert "--encoding" in refusal.value.remedy


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cp1525", '"cp1525". Did you mean "cp12'),
        ("base64", '"base64"'),
        ("rot13", '"rot13"'),
        ("idna", '"idna"'),
        ("undefined", '"undefined"'),
        ("", '""'),
        ("a\0b", "no encoding"),
    ],
)
def test_a_name_that_is_no_encoding(name, said):
    with pytest.raises(LogError) as refusal:
        as_utf8(b"a,b\n", "log.csv", name)
    assert said in str(refusal.value)


# ------------------------------------------------------------------------------------------------------ whatever comes


@given(st.binary(min_size=1, max_size=300))
def test_whatever_comes_is_utf_8_or_refused(data):
    assert outcome(data) is not None


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200), st.sampled_from(["utf-8-sig", "utf-16", "utf-32"])
)
def test_any_text_with_a_mark_comes_back(text, encoding):
    assert read(text.encode(encoding))[0].lstrip("\ufeff") == text.lstrip("\ufeff")
