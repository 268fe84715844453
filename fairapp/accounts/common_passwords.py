"""What people type when asked for a long password: words too common to count, and walks along the keyboard."""

WORDS = (
    "motdepasse", "password", "passwort", "passe", "secret", "secrets", "bonjour", "bonsoir", "salut", "bienvenue",
    "welcome", "hello", "administrateur", "administrator", "administration", "admin", "root", "utilisateur", "user",
    "changezmoi", "changeme", "changer", "letmein", "ouvretoi", "sesame", "jetaime", "jtm", "iloveyou", "loveyou",
    "love", "amour", "soleil", "doudou", "loulou", "chouchou", "cherie", "coucou", "princesse", "princess", "papillon",
    "chocolat", "vanille", "caramel", "football", "rugby", "tennis", "superman", "batman", "pokemon", "naruto",
    "starwars", "dragon", "monkey", "licorne", "marseille", "paris", "lyon", "france", "bretagne", "camille",
    "nicolas", "thomas", "alexandre", "julien", "maxime", "marine", "pauline", "isabelle", "michel", "jean", "marie",
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "printemps", "automne",
    "hiver", "ete", "entreprise", "societe", "travail", "emploi", "recrutement", "candidat", "cluster", "salon",
    "fairapp", "test", "tests", "demo", "default", "master", "login", "connexion", "compte", "account", "internet",
    "google", "windows", "microsoft", "ordinateur", "azertyuiop", "azerty", "qwertyuiop", "qwerty", "qwertz",
    "trustno", "abc", "abcd", "xyz",
)  # fmt: skip

WALKS = (
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "aqwzsxedcrfvtgbyhnujikolpm",
    "qazwsxedcrfvtgbyhnujmikolp",
)
