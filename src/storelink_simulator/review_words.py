"""The words of invented reviews and answers, in a few languages."""

from __future__ import annotations

NICKNAMES = ("saltyjo", "greenthumb", "mika", "teacup", "lune", "northpier", "oak_", "pixelpaul")

_ENGLISH = {
    "low": (
        ("Crashes on launch", "Since the update it closes as soon as I open it. Please fix."),
        ("Too many prompts", "Every second screen asks me to subscribe.\nI only want the basics."),
        ("Lost my data", "Everything I had saved was gone after the last update."),
    ),
    "middle": (
        ("Good, needs work", "I like it, but the widgets are slow to update."),
        ("Nearly there", "Great idea. The iPad layout needs some love, though."),
    ),
    "high": (
        ("Exactly what I needed", "Simple, quick, and it respects my time. Love it."),
        ("Lovely", "My whole family uses it 😀 — worth every cent."),
        ("Finally accurate", "Checked it against the real thing for a month: spot on."),
    ),
}
_BY_LANGUAGE: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "en": _ENGLISH,
    "de": {
        "low": (("Stürzt ab", "Seit dem Update schließt sich die App sofort nach dem Öffnen."),),
        "middle": (("Ganz gut", "Gefällt mir, aber der Akku leidet etwas."),),
        "high": (("Großartig", "Übersichtlich, schnell, ohne Werbung. Klare Empfehlung!"),),
    },
    "fr": {
        "low": (("Déçu", "L’application plante dès que j’ouvre la carte."),),
        "middle": (("Pas mal", "Bien pensée, mais il manque un mode sombre."),),
        "high": (("Parfait", "Très agréable à utiliser, merci à l’équipe !"),),
    },
    "es": {
        "low": (("No funciona", "Se cierra sola desde la última actualización."),),
        "middle": (("Está bien", "Útil, aunque faltan notificaciones."),),
        "high": (("Excelente", "Justo lo que buscaba, muy fácil de usar."),),
    },
    "pt": {
        "low": (("Fecha sozinho", "Depois da atualização não abre mais."),),
        "middle": (("Bom", "Gosto, mas podia ter mais praias."),),
        "high": (("Muito bom", "Rápido e bonito. Recomendo!"),),
    },
    "ja": {
        "low": (("落ちます", "アップデート後、起動するとすぐに終了します。"),),
        "middle": (("まあまあ", "便利ですが、通知が遅いです。"),),
        "high": (("最高です", "とても使いやすく、毎日使っています。"),),
    },
}
_LANGUAGES = {
    "DE": "de", "AT": "de", "CH": "de", "FR": "fr", "BE": "fr", "ES": "es", "PT": "pt", "BR": "pt",
    "JP": "ja",
}  # fmt: skip

ANSWERS = {
    "low": (
        "Sorry about this. The next version fixes it; please write to help@brightside.example if "
        "it does not for you.",
        "Thank you for telling us. We have found the cause and are testing the fix.",
    ),
    "high": ("Thank you, this made our day!", "Thanks for the kind words. More is coming."),
}


def words_for(country: str, rating: int, chance: float) -> tuple[str, str]:
    """A title and a text that fit a country's language and a number of stars."""
    mood = "low" if rating <= 2 else "middle" if rating == 3 else "high"
    texts = _BY_LANGUAGE[_LANGUAGES.get(country, "en")][mood]
    return texts[int(chance * len(texts))]
