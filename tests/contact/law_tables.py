"""What the law answers, by country, channel, purpose and kind of customer: written by hand from the sources, never from
the code. ``-`` is: may be contacted."""

# By what there is between the company and the customer. Sales are 3 and 25 months old, enquiries 3 and 7.
# Whoever has to be looked up on a national list has been, and does not stand there.
WHO = """
FR email marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     -           -           no_consent  no_consent
professional         -           -           refused     -           -           -           -
non_professional     -           -           refused     -           -           -           -
public               -           -           refused     -           -           -           -

FR sms marketing     nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     -           -           no_consent  no_consent
professional         -           -           refused     -           -           -           -
public               -           -           refused     -           -           -           -

FR phone marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     no_consent  no_consent  no_consent  no_consent
professional         -           -           refused     -           -           -           -
non_professional     -           -           refused     -           -           -           -
public               -           -           refused     -           -           -           -

FR phone service     nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             -           -           refused     -           -           -           -
professional         -           -           refused     -           -           -           -

FR email payment     nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             -           -           refused     -           -           -           -
public               -           -           refused     -           -           -           -

FR letter marketing  nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             -           -           refused     -           -           -           -

BE email marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     -           -           no_consent  no_consent
professional         no_consent  -           refused     -           -           no_consent  no_consent

BE phone marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             -           -           refused     -           -           -           -
professional         -           -           refused     -           -           -           -

LU sms marketing     nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     no_consent  no_consent  no_consent  no_consent
professional         no_consent  -           refused     no_consent  no_consent  no_consent  no_consent

LU phone marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     no_consent  no_consent  no_consent  no_consent

CH email marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     -           -           no_consent  no_consent
professional         no_consent  -           refused     -           -           no_consent  no_consent

CH phone marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             -           -           refused     -           -           -           -

CA email marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     -           no_consent  -           no_consent
professional         no_consent  -           refused     -           no_consent  -           no_consent

CA sms marketing     nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     -           no_consent  -           no_consent

CA phone marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             -           -           refused     -           -           -           -

QC email marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     -           no_consent  -           no_consent

PT email marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     -           -           no_consent  no_consent
professional         no_consent  -           refused     -           -           no_consent  no_consent

PT phone marketing   nothing     yes         no          sale        old_sale    enquiry     old_enquiry
consumer             no_consent  -           refused     no_consent  no_consent  no_consent  no_consent
"""

# Not looked up, or how many days ago and what came of it. What there is between the two stands in the line.
LISTS = """
                                      never                cleared_5            cleared_6            cleared_31           cleared_32           listed_1
BE phone marketing consumer nothing   not_on_list_checked  -                    not_on_list_checked  not_on_list_checked  not_on_list_checked  not_on_list_checked
BE phone marketing professional sale  not_on_list_checked  -                    not_on_list_checked  not_on_list_checked  not_on_list_checked  not_on_list_checked
BE phone marketing consumer yes       -                    -                    -                    -                    -                    -
BE phone service consumer nothing     -                    -                    -                    -                    -                    -
BE sms marketing consumer yes         -                    -                    -                    -                    -                    -
CH phone marketing consumer nothing   not_on_list_checked  -                    -                    -                    -                    not_on_list_checked
CA phone marketing consumer nothing   not_on_list_checked  -                    -                    -                    not_on_list_checked  not_on_list_checked
CA phone marketing consumer sale      -                    -                    -                    -                    -                    -
CA phone marketing consumer old_sale  not_on_list_checked  -                    -                    -                    not_on_list_checked  not_on_list_checked
CA phone marketing professional nothing  -                 -                    -                    -                    -                    -
FR phone marketing consumer yes       -                    -                    -                    -                    -                    -
"""  # noqa: E501

# The next attempt, by how many there have been and how many days ago the first of them was. Everybody has said yes.
ATTEMPTS = """
                                 2 in 9  3 in 9  4 in 9             4 in 29            4 in 30  5 in 31
FR phone marketing consumer      -       -       too_many_attempts  too_many_attempts  -        too_many_attempts
FR phone marketing professional  -       -       -                  -                  -        -
FR phone service consumer        -       -       -                  -                  -        -
FR sms marketing consumer        -       -       -                  -                  -        -
CA phone marketing consumer      -       -       -                  -                  -        -
"""

# How many days ago the customer refused, and what they said after that.
SILENCE = """
                                 59 yes            60 yes            61 yes  59 nothing  60 nothing  61 nothing
FR phone marketing consumer      refused_recently  refused_recently  -       refused     refused     refused
FR phone marketing professional  -                 -                 -       refused     refused     refused
FR phone service consumer        -                 -                 -       refused     refused     refused
FR email marketing consumer      -                 -                 -       refused     refused     refused
CA phone marketing consumer      -                 -                 -       refused     refused     refused
"""

# When the customer last said yes, by months that a rule lets it hold; it was imported on the next day.
VALIDITY = """
                                 2025-09-14  2025-09-15  2026-03-14  2026-03-15
FR phone marketing consumer 12   no_consent  -           -           -
FR phone marketing consumer 6    no_consent  no_consent  no_consent  -
FR phone marketing consumer 0    -           -           -           -
FR email marketing consumer 6    no_consent  no_consent  -           -
PT email marketing consumer 12   -           -           -           -
"""

# When something is due and leaves, on the company's clock (Paris, Toronto, Lisbon), by where the customer lives.
WHEN = """
who and where                            due                     leaves
FR phone marketing consumer rodez        Tue 2026-09-15 09:59    Tue 2026-09-15 10:00
FR phone marketing consumer rodez        Tue 2026-09-15 10:00    -
FR phone marketing consumer rodez        Tue 2026-09-15 12:59    -
FR phone marketing consumer rodez        Tue 2026-09-15 13:00    Tue 2026-09-15 14:00
FR phone marketing consumer rodez        Tue 2026-09-15 13:30    Tue 2026-09-15 14:00
FR phone marketing consumer rodez        Tue 2026-09-15 14:00    -
FR phone marketing consumer rodez        Tue 2026-09-15 19:59    -
FR phone marketing consumer rodez        Tue 2026-09-15 20:00    Wed 2026-09-16 10:00
FR phone marketing consumer rodez        Fri 2026-09-18 20:00    Mon 2026-09-21 10:00
FR phone marketing consumer rodez        Sat 2026-09-19 11:00    Mon 2026-09-21 10:00
FR phone marketing consumer rodez        Fri 2026-05-01 11:00    Mon 2026-05-04 10:00
FR phone marketing consumer rodez        Wed 2026-06-24 11:00    -
FR phone marketing consumer rodez        Thu 2026-12-31 20:00    Mon 2027-01-04 10:00
FR phone marketing consumer strasbourg   Fri 2026-04-03 11:00    -
FR phone marketing consumer strasbourg   Fri 2025-12-26 11:00    -
FR phone marketing consumer reunion      Tue 2026-09-15 09:59    -
FR phone marketing consumer reunion      Tue 2026-09-15 11:30    Tue 2026-09-15 12:00
FR phone marketing consumer reunion      Tue 2026-09-15 18:00    Wed 2026-09-16 08:00
FR phone marketing consumer nowhere      Tue 2026-09-15 13:30    Tue 2026-09-15 14:00
FR phone marketing professional rodez    Sat 2026-09-19 21:00    -
FR phone service consumer rodez          Sat 2026-09-19 21:00    -
FR sms marketing consumer rodez          Tue 2026-09-15 07:59    Tue 2026-09-15 08:00
FR sms marketing consumer rodez          Sat 2026-09-19 11:00    -
FR sms marketing consumer rodez          Sat 2026-09-19 22:00    Mon 2026-09-21 08:00
FR sms marketing consumer rodez          Fri 2026-05-01 11:00    Sat 2026-05-02 08:00
FR sms marketing professional rodez      Fri 2026-05-01 11:00    Sat 2026-05-02 08:00
FR sms service consumer rodez            Fri 2026-05-01 23:00    -
FR email marketing consumer rodez        Sun 2026-09-20 03:00    -
QC phone marketing consumer montreal     Tue 2026-09-15 08:59    Tue 2026-09-15 09:00
QC phone marketing consumer montreal     Tue 2026-09-15 21:29    -
QC phone marketing consumer montreal     Tue 2026-09-15 21:30    Wed 2026-09-16 09:00
QC phone marketing consumer montreal     Sat 2026-09-19 09:59    Sat 2026-09-19 10:00
QC phone marketing consumer montreal     Sun 2026-09-20 18:00    Mon 2026-09-21 09:00
QC phone marketing consumer montreal     Wed 2026-06-24 11:00    -
QC phone marketing consumer vancouver    Tue 2026-09-15 09:59    Tue 2026-09-15 12:00
QC phone marketing consumer vancouver    Tue 2026-09-15 23:00    -
QC phone marketing professional montreal  Tue 2026-09-15 21:30   Wed 2026-09-16 09:00
PT phone marketing consumer nowhere      Sun 2026-09-20 03:00    -
"""

# By what was said and how, in this order: told by the customer, imported or fed without proof, imported with it.
PROOF = """
FR phone marketing   told  imported    fed         proved  told+imported  imported+told
consumer             -     no_consent  no_consent  -       -              -
professional         -     -           -           -       -              -

FR email marketing   told  imported    fed         proved  told+imported  imported+told
consumer             -     -           -           -       -              -

LU phone marketing   told  imported    fed         proved  told+imported  imported+told
consumer             -     -           -           -       -              -
"""

# Calls to consumers who have said nothing, about the contract that runs ("about") or about something else. The contract
# is a warranty that ends today or ended yesterday, one of the fleet, a repair order or a sales order; or it is another
# company's.
CONTRACTS = """
                             nothing     warranty    warranty_over  leasing     leasing_over  repair      repaired    order       elsewhere   refused
FR phone marketing about     no_consent  -           no_consent     -           no_consent    -           no_consent  -           no_consent  refused
FR phone marketing other     no_consent  no_consent  no_consent     no_consent  no_consent    no_consent  no_consent  no_consent  no_consent  refused
FR email marketing about     no_consent  no_consent  no_consent     no_consent  no_consent    no_consent  -           no_consent  no_consent  no_consent
LU phone marketing about     no_consent  no_consent  no_consent     no_consent  no_consent    no_consent  no_consent  no_consent  no_consent  refused
"""  # noqa: E501

# When a consumer near Rodez is called who has agreed to Saturday, 19 September, 10:30 to 11:30, in Paris.
AGREED = """
who and what came after          due                     leaves
FR phone marketing nothing       Sat 2026-09-19 10:00    Sat 2026-09-19 10:30
FR phone marketing nothing       Sat 2026-09-19 10:30    -
FR phone marketing nothing       Sat 2026-09-19 11:29    -
FR phone marketing nothing       Sat 2026-09-19 11:30    Mon 2026-09-21 10:00
FR phone marketing nothing       Fri 2026-09-18 19:00    -
FR phone marketing nothing       Fri 2026-09-18 20:00    Sat 2026-09-19 10:30
FR phone marketing refused       Fri 2026-09-18 20:00    Mon 2026-09-21 10:00
FR phone marketing from_a_file   Fri 2026-09-18 20:00    Mon 2026-09-21 10:00
FR phone marketing to_another    Fri 2026-09-18 20:00    Mon 2026-09-21 10:00
FR sms marketing nothing         Sat 2026-09-19 22:00    Mon 2026-09-21 08:00
PT phone marketing nothing       Sun 2026-09-20 03:00    -
"""

# The next call, by how many there were on the days before: noted ("called"), or calls to make marked as done ("done"),
# for the purpose asked about; or such calls for another one, or by another company. Everybody has said yes.
CALLED = """
                                 2 called  3 called  4 called           5 called           3 done 1 called    2 done 1 called  4 service  4 payment  4 elsewhere
FR phone marketing consumer      -         -         too_many_attempts  too_many_attempts  too_many_attempts  -                -          -          -
FR phone marketing professional  -         -         -                  -                  -                  -                -          -          -
FR phone service consumer        -         -         -                  -                  -                  -                -          -          -
FR phone payment consumer        -         -         -                  -                  -                  -                -          -          -
FR sms marketing consumer        -         -         -                  -                  -                  -                -          -          -
"""  # noqa: E501
