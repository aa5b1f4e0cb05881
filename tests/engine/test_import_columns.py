from odoo.tests import BaseCase, tagged

from odoo.addons.crm_dealership.engine.targeting.customer_keys import CUSTOMER_KEYS
from odoo.addons.crm_dealership.engine.targeting.import_columns import count_keys, guess_meanings, has_header

# Whole headers of address books, with what must be made of the columns that mean something. Those of
# Google Contacts, before 2024 and since then, were seen in English only; several values of one kind are joined by
# " ::: ". Outlook's are in the language of the program.
GOOGLE_BEFORE_2024 = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,"
    "Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,"
    "Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,"
    "E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,"
    "Phone 2 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,"
    "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Organization 1 - Type,"
    "Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title,Organization 1 - Department,"
    "Organization 1 - Symbol,Organization 1 - Location,Organization 1 - Job Description"
)
GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
    "Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,"
    "Website 1 - Label,Website 1 - Value,Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value"
)
OUTLOOK_EN = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,"
    "Business Street 3,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,"
    "Home Street 2,Home Street 3,Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other Street 2,"
    "Other Street 3,Other City,Other State,Other Postal Code,Other Country/Region,Assistant's Phone,Business Fax,"
    "Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,Home Phone 2,ISDN,"
    "Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,"
    "Assistant's Name,Billing Information,Birthday,Business Address PO Box,Categories,Children,Directory Server,"
    "E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,"
    "E-mail 3 Address,E-mail 3 Type,E-mail 3 Display Name,Gender,Government ID Number,Hobby,Home Address PO Box,"
    "Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,Mileage,Notes,Office Location,"
    "Organizational ID Number,Other Address PO Box,Priority,Private,Profession,Referred By,Sensitivity,Spouse,User 1,"
    "User 2,User 3,User 4,Web Page"
)
OUTLOOK_FR = (
    "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Société,Service,Titre,Rue (bureau),Rue (bureau) 2,Rue (bureau) 3,"
    "Ville (bureau),Dép/Région (bureau),Code postal (bureau),Pays (bureau),Rue (domicile),Rue (domicile) 2,"
    "Rue (domicile) 3,Ville (domicile),Dép/Région (domicile),Code postal (domicile),Pays (domicile),Rue (autre),"
    "Rue (autre) 2,Rue (autre) 3,Ville (autre),Dép/Région (autre),Code postal (autre),Pays (autre),"
    "Téléphone de l'assistant(e),Télécopie (bureau),Téléphone (bureau),Téléphone 2 (bureau),Rappel,Téléphone (voiture),"
    "Téléphone société,Télécopie (domicile),Téléphone (domicile),Téléphone 2 (domicile),RNIS,Tél. mobile,"
    "Télécopie (autre),Téléphone (autre),Récepteur de radiomessagerie,Téléphone principal,Radio téléphone,"
    "Téléphone TDD/TTY,Télex,Adresse de messagerie,Type de messagerie,Nom complet de l'adresse de messagerie,"
    "Adresse de messagerie 2,Type de messagerie 2,Nom complet de l'adresse de messagerie 2,Adresse de messagerie 3,"
    "Type de messagerie 3,Nom complet de l'adresse de messagerie 3,Anniversaire,Anniversaire de mariage ou fête,"
    "Autre boîte postale,B.P. professionnelle,Boîte postale du domicile,Bureau,Catégories,Code gouvernement,Compte,"
    "Conjoint(e),Critère de diffusion,Disponibilité Internet,Emplacement,Enfants,Informations facturation,Initiales,"
    "Kilométrage,Langue,Mots clés,Nom de l'assistant(e),Notes,Numéro d'identification de l'organisation,Page Web,"
    "Passe-temps,Priorité,Privé,Profession,Recommandé par,Responsable,Serveur d'annuaire,Sexe,Utilisateur 1,"
    "Utilisateur 2,Utilisateur 3,Utilisateur 4"
)
ADDRESS_BOOKS = (
    (
        GOOGLE_BEFORE_2024,
        {
            "Name": "name",
            "Given Name": "firstname",
            "Family Name": "lastname",
            "E-mail 1 - Value": "email",
            "E-mail 2 - Value": "email",
            "Phone 1 - Value": "phone",
            "Phone 2 - Value": "phone",
            "Organization 1 - Name": "company",
            "Birthday": "birthday",
            "Address 1 - Postal Code": "zip",
        },
    ),
    (
        GOOGLE,
        {
            "First Name": "firstname",
            "Last Name": "lastname",
            "E-mail 1 - Value": "email",
            "E-mail 2 - Value": "email",
            "Phone 1 - Value": "phone",
            "Phone 2 - Value": "phone",
            "Organization Name": "company",
            "Birthday": "birthday",
            "Address 1 - Postal Code": "zip",
        },
    ),
    (
        OUTLOOK_EN,
        {
            "First Name": "firstname",
            "Last Name": "lastname",
            "Company": "company",
            "Home Postal Code": "zip",
            "Birthday": "birthday",
            "Business Phone": "phone",
            "Business Phone 2": "phone",
            "Car Phone": "phone",
            "Home Phone": "phone",
            "Home Phone 2": "phone",
            "Mobile Phone": "mobile",
            "Other Phone": "phone",
            "Primary Phone": "phone",
            "E-mail Address": "email",
            "E-mail 2 Address": "email",
            "E-mail 3 Address": "email",
        },
    ),
    (
        OUTLOOK_FR,
        {
            "Prénom": "firstname",
            "Nom": "lastname",
            "Société": "company",
            "Code postal (domicile)": "zip",
            "Anniversaire": "birthday",
            "Téléphone (bureau)": "phone",
            "Téléphone 2 (bureau)": "phone",
            "Téléphone (voiture)": "phone",
            "Téléphone (domicile)": "phone",
            "Téléphone 2 (domicile)": "phone",
            "Téléphone (autre)": "phone",
            "Téléphone principal": "phone",
            "Tél. mobile": "mobile",
            "Adresse de messagerie": "email",
            "Adresse de messagerie 2": "email",
            "Adresse de messagerie 3": "email",
        },
    ),
)


def guess(header, *rows):
    return guess_meanings(header.split(";"), [row.split(";") for row in rows], CUSTOMER_KEYS, "FR")


@tagged("post_install", "-at_install")
class TestImportColumns(BaseCase):
    def test_headers_in_french_and_english(self):
        for header, meaning in (
            ("E-mail", "email"),
            ("Courriel", "email"),
            ("Adresse e-mail", "email"),
            ("Téléphone", "phone"),
            ("Tél.", "phone"),
            ("Phone number", "phone"),
            ("Portable", "mobile"),
            ("Mobile phone", "mobile"),
            ("Réf client", "ref"),
            ("N° client", "ref"),
            ("Customer number", "ref"),
            ("N° TVA", "vat"),
            ("VAT", "vat"),
            ("Prénom", "firstname"),
            ("Surname", "lastname"),
            ("Raison sociale", "company"),
            ("Nom ou raison sociale", "name"),
            ("Prénom Nom", "name"),
            ("Nom commercial", "company"),
            ("Nom", "name"),
            ("Code postal", "zip"),
            ("Date de naissance", "birthday"),
            ("Date de création", False),
            ("Fax", False),
            ("Vendeur", False),
        ):
            with self.subTest(header):
                self.assertEqual(guess(header), [meaning])

    def test_15_address_books(self):
        for header, expected in ADDRESS_BOOKS:
            names = header.split(",")
            with self.subTest(header[:40]):
                meanings = guess_meanings(names, [], CUSTOMER_KEYS, "FR")
                found = [(name, meaning) for name, meaning in zip(names, meanings, strict=True) if meaning]
                self.assertEqual(found, [(name, expected[name]) for name in names if name in expected])

    def test_15_values_tell_what_a_header_does_not(self):
        """The columns that Google names “Label” and “Value”, and whatever a dealer system calls its own."""
        self.assertEqual(
            guess(
                "Contact 1;Coord. A;Coord. B;X", "Bonnet Jeanne;06 12 34 56 78;j@x.test;oui", "Fabre Luc;;l@x.test;non"
            ),
            ["name", "phone", "email", False],
        )
        self.assertEqual(guess("Contact;Ville", "j@x.test;Rodez", "l@x.test;Millau"), ["email", False])

    def test_15_values_contradict_a_header(self):
        """Consents and dates are no addresses, and a code is no telephone."""
        rows = ("oui;non;1;12/05/2024;2024-05-12 10:30:00;j@x.test;0612345678", "non;oui;0;;;;")
        header = "Consentement e-mail;SMS;Mobile;Tél.;Courriel;Mail;Téléphone"
        self.assertEqual(guess(header, *rows), [False, False, False, False, False, "email", "phone"])
        self.assertEqual(guess("Opt-in SMS;Date d'envoi du mail;RGPD e-mail;Accord téléphone"), [False] * 4)
        self.assertEqual(guess("Date;Échéance", "01/02/1978;02/03/2024", "11/12/1980;05/06/2025"), [False, False])
        self.assertEqual(guess("Nom;Client", "1024;Bonnet", "1025;Fabre"), [False, "name"])

    def test_15_numbers_in_pairs_are_no_dates(self):
        for number in ("06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78", "06 12 34 56 78"):
            with self.subTest(number):
                self.assertEqual(guess("Portable", number, number, "12"), ["mobile"])
                self.assertEqual(guess("X;Y", f"{number};a", f"{number};b"), ["phone", False])

    def test_15_wrong_values_do_not_contradict(self):
        """An address mistyped is still meant as one: the row is told to be unreadable, not the column ignored."""
        self.assertEqual(guess("Nom;E-mail;Tél", "Zoé;zoe5@orc,example;06123456"), ["name", "email", "phone"])

    def test_15_a_company_beside_a_person(self):
        self.assertEqual(guess("Société;Nom;Prénom"), ["company", "lastname", "firstname"])
        self.assertEqual(guess("Société;Contact;E-mail"), ["company", "name", "email"])

    def test_nom_beside_prenom_is_the_last_name(self):
        self.assertEqual(guess("Nom;Prénom"), ["lastname", "firstname"])

    def test_15_several_addresses_but_one_name(self):
        self.assertEqual(guess("E-mail;E-mail 2;Tél 1;Tél 2"), ["email", "email", "phone", "phone"])
        self.assertEqual(guess("Prénom;Nom;Prénom"), ["firstname", "lastname", False])

    def test_values_tell_where_headers_do_not(self):
        rows = [["Jean", "a@customer.test", "06 12 34 56 78", "FR12345678901"], ["Luc", "b@customer.test", "", ""]]
        self.assertEqual(guess_meanings([""] * 4, rows, CUSTOMER_KEYS), [False, "email", "phone", "vat"])
        self.assertFalse(has_header(rows[0], CUSTOMER_KEYS))
        self.assertTrue(has_header(["Nom", "E-mail", "Téléphone 1"], CUSTOMER_KEYS))

    def test_15_how_well_a_table_names_people(self):
        people = [["Nom", "E-mail", "Tél"], ["Bonnet", "j@x.test", "0612345678"]]
        for rows, count in (([], 0), (people, 2), (people[1:], 2), ([["Code postal", "Ville"], ["12000", "Rodez"]], 0)):
            self.assertEqual(count_keys(rows, CUSTOMER_KEYS, "FR"), count)
