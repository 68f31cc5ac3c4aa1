"""Lists of deals, companies, persons, activities and products: one engine, a declaration for each kind.

    asked = asked_for("deal", filter="temperature:is:hot", sort="-value")       # Refusal: what cannot be asked
    page = list_page(member, asked, columns=("title", "value"), cursor="")       # fifty rows, and where the next begin
    sums = list_totals(member, asked)                                            # of all rows, not of the page

A value of a row is plain: an id, minor units, an instant. What ids are called: `Names`.
"""
