"""The words of a change history's columns: which field was changed, from what, to what; and the fields that are statuses."""

from __future__ import annotations

from collections.abc import Mapping

from svcflow.eventlog.words.plain import listed

_WORDS: Mapping[str, str] = {
    "field": """
        field, field name, fieldname, field id, changed field, field changed, changes field name, change field name, attribute,
        attribute name, property, item field, feld, feldname, veld, veldnaam, campo, nome campo, nombre del campo, champ,
        nom du champ, 字段, 字段名, 字段名称, 欄位, 欄位名稱
    """,
    "from_value": """
        from string, fromstring, from value, from status, from state, from, old value, oldvalue, old status, old state, previous value,
        previous status, previous state, changes previous value, change previous value, original value, old, previous, alter wert,
        alter status, vorheriger wert, von status, oude waarde, oude status, vorige waarde, van status, valore precedente,
        vecchio valore, stato precedente, da stato, valor anterior, estado anterior, ancienne valeur, valeur precedente,
        ancien statut, ancien etat, 原值, 旧值, 变更前, 原状态, 旧状态, 舊值, 變更前, 原狀態
    """,
    "to_value": """
        to string, tostring, to value, to status, to state, to, new value, newvalue, new status, new state, changes new value,
        change new value, value, new, neuer wert, neuer status, zu status, nach status, nieuwe waarde, nieuwe status, naar status,
        nuovo valore, valore nuovo, nuovo stato, a stato, valor nuevo, nuevo valor, nuevo estado, estado nuevo, nouvelle valeur,
        nouveau statut, nouvel etat, 新值, 变更后, 新状态, 變更後, 新狀態
    """,
}
CHANGE_HEADERS: Mapping[str, tuple[str, ...]] = {role: tuple(dict.fromkeys(listed(words))) for role, words in _WORDS.items()}
"""role -> headers, the surest first"""
STATUS_FIELDS = frozenset(
    listed("""
        status, state, incident state, incident status, ticket status, issue status, case status, request state, custom status,
        custom status id, status id, stage, stato, estado, etat, statut, zustand, toestand, 状态, 工单状态, 狀態, 工單狀態
    """)
)
"""values of the field column that name the status"""
