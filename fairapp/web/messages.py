"""What a form says about each kind of wrong value: every error type of pydantic, in plain French."""

from fairapp.core.text import N_

NOT_A_NUMBER = N_("Saisissez un nombre, par exemple 12 ou 12,50.")
NOT_WHOLE = N_("Saisissez un nombre entier.")
TOO_BIG = N_("Ce nombre est trop grand.")
NOT_A_DATE = N_("Saisissez une date, par exemple 21/11/2026.")
NOT_A_MOMENT = N_("Saisissez une date et une heure, par exemple 21/11/2026 14:30.")
NOT_A_TIME = N_("Saisissez une heure, par exemple 14:30.")
NOT_YES_OR_NO = N_("Répondez par oui ou par non.")
NOT_IN_LIST = N_("Choisissez une valeur de la liste.")
NOT_AN_ADDRESS = N_("Saisissez une adresse web complète, qui commence par https://.")
REQUIRED = N_("Ce champ est obligatoire.")
TOO_FEW = N_("Indiquez au moins %(min_length)s valeurs.")
TOO_MANY = N_("Indiquez au plus %(max_length)s valeurs.")
SHORT = N_("Saisissez au moins %(min_length)s caractères.")
LONG = N_("Saisissez au plus %(max_length)s caractères.")
WRONG = N_("Cette valeur ne convient pas.")

MESSAGES: dict[str, str] = {
    "missing": REQUIRED,
    "greater_than": N_("Saisissez une valeur supérieure à %(gt)s."),
    "greater_than_equal": N_("Saisissez une valeur d’au moins %(ge)s."),
    "less_than": N_("Saisissez une valeur inférieure à %(lt)s."),
    "less_than_equal": N_("Saisissez une valeur d’au plus %(le)s."),
    "multiple_of": N_("Saisissez un multiple de %(multiple_of)s."),
    "too_short": TOO_FEW,
    "too_long": TOO_MANY,
    "string_too_short": SHORT,
    "string_too_long": LONG,
    "string_pattern_mismatch": N_("Ce format ne convient pas."),
    "string_not_ascii": N_("Saisissez des lettres sans accent, des chiffres ou des tirets."),
    "bytes_too_short": SHORT,
    "bytes_too_long": LONG,
    "int_parsing_size": TOO_BIG,
    "int_from_float": NOT_WHOLE,
    "date_past": N_("Choisissez une date passée."),
    "date_future": N_("Choisissez une date à venir."),
    "datetime_past": N_("Choisissez un moment passé."),
    "datetime_future": N_("Choisissez un moment à venir."),
    "decimal_max_digits": N_("Saisissez au plus %(max_digits)s chiffres."),
    "decimal_max_places": N_("Saisissez au plus %(decimal_places)s chiffres après la virgule."),
    "decimal_whole_digits": N_("Saisissez au plus %(whole_digits)s chiffres avant la virgule."),
    "url_too_long": LONG,
    "url_scheme": NOT_AN_ADDRESS,
    **dict.fromkeys(("int_type", "int_parsing"), NOT_WHOLE),
    **dict.fromkeys(
        ("finite_number", "float_type", "float_parsing", "decimal_type", "decimal_parsing", "fraction_type",
         "fraction_parsing", "complex_type", "complex_str_parsing"),
        NOT_A_NUMBER,
    ),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), NOT_A_DATE
    ),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_object_invalid", "datetime_from_date_parsing",
         "timezone_naive", "timezone_aware", "timezone_offset"),
        NOT_A_MOMENT,
    ),
    **dict.fromkeys(("time_type", "time_parsing", "time_delta_type", "time_delta_parsing"), NOT_A_TIME),
    **dict.fromkeys(("bool_type", "bool_parsing"), NOT_YES_OR_NO),
    **dict.fromkeys(("enum", "literal_error", "union_tag_invalid", "union_tag_not_found"), NOT_IN_LIST),
    **dict.fromkeys(("url_type", "url_parsing", "url_syntax_violation"), NOT_AN_ADDRESS),
    # No form of ours can send these: they would mean a schema that a form cannot fill.
    **dict.fromkeys(
        (
            "no_such_attribute", "json_invalid", "json_type", "needs_python_object", "recursion_loop",
            "recursion_depth_exceeded", "frozen_field", "frozen_instance", "extra_forbidden", "invalid_key",
            "get_attribute_error", "model_type", "model_attributes_type", "dataclass_type", "dataclass_exact_type",
            "named_tuple_type", "default_factory_not_called", "none_required", "iterable_type", "iteration_error",
            "string_type", "string_unicode", "dict_type", "frozen_dict_type", "ordered_dict_type", "counter_type",
            "mapping_type", "list_type", "deque_type", "tuple_type", "set_type", "set_item_not_hashable",
            "bytes_type", "bytes_invalid_encoding", "missing_sentinel_error", "ellipsis_error", "frozen_set_type",
            "is_instance_of", "is_subclass_of", "callable_type", "arguments_type", "missing_argument",
            "unexpected_keyword_argument", "missing_keyword_only_argument", "unexpected_positional_argument",
            "missing_positional_only_argument", "multiple_argument_values", "uuid_type", "uuid_parsing",
            "uuid_version",
        ),
        WRONG,
    ),
}  # fmt: skip

# These carry their author's own sentence.
SPOKEN = frozenset({"value_error", "assertion_error"})
