"""What whoever waits on the line hears of their place, in the group's language. Pure."""

_NEXT, _PLACE = 0, 1
_SAID = {
    "en": ("You are next. Please stay on the line.", "You are number {n} in the queue. Please stay on the line."),
    "de": (
        "Sie sind als Nächstes an der Reihe. Bitte bleiben Sie dran.",
        "Ihr Platz in der Warteschlange ist {n}. Bitte bleiben Sie dran.",
    ),
    "es": ("Usted es el siguiente. No cuelgue, por favor.", "Su puesto en la cola es el {n}. No cuelgue, por favor."),
    "ru": (
        "Вы следующий. Пожалуйста, оставайтесь на линии.",
        "Ваше место в очереди: {n}. Пожалуйста, оставайтесь на линии.",
    ),
    "zh": ("下一位就是您，请不要挂机。", "您排在第{n}位，请不要挂机。"),
}


def place(language: str, position: int) -> str:
    """The place, from 1, in that language ("de", "pt-BR"), in English where we have none."""
    said = _SAID.get(language.lower().split("-")[0], _SAID["en"])
    return said[_NEXT if position <= 1 else _PLACE].format(n=position)
