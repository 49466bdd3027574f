//! NZ05: letter templates. Those about a process and its letters stand beside their rule.

use super::explain;
use crate::check::rule::Explanation;

pub(super) const EXPLANATIONS: [Explanation; 11] = [
    explain(
        "NZ0501",
        "De naam van een sjabloon heeft letters, cijfers, `_` en `-`, met `/` tussen map en naam. Geen spaties.",
        "The name of a template has letters, digits, `_` and `-`, with `/` between folder and name. No spaces.",
        "# bestand: templates/t/mijn brief.md\n# Uw afspraak\n\nU hebt een afspraak.\n",
    ),
    explain(
        "NZ0502",
        "De sjabloon is niet te lezen. Kijk of elke `{%` en `{{` goed is gesloten, en elke `if` een `endif` heeft.",
        "The template cannot be read. See whether each `{%` and `{{` is closed, and each `if` has an `endif`.",
        "# bestand: templates/t/brief.md\n# Uw afspraak\n\n{% if %}U hebt een afspraak.{% endif %}\n",
    ),
    explain(
        "NZ0503",
        "De sjabloon gebruikt een andere sjabloon die er niet is.",
        "The template uses another template that does not exist.",
        "# bestand: templates/t/brief.md\n# Uw afspraak\n\n{% include \"t/groet\" %}\n",
    ),
    explain(
        "NZ0504",
        "Bij `include` en `extends` staat de naam voluit, tussen aanhalingstekens. Anders kan niemand hem vooraf nakijken.",
        "With `include` and `extends` the name is written in full, between quotes. Otherwise nobody can check it beforehand.",
        "# bestand: templates/t/brief.md\n# Uw afspraak\n\n{% include groet %}\n",
    ),
    explain(
        "NZ0505",
        "Sjablonen gebruiken elkaar in een kring. Zo komt er nooit een brief uit.",
        "Templates use each other in a circle. So no letter ever comes of it.",
        "# bestand: templates/t/brief.md\n{% extends \"t/brief\" %}# Uw afspraak\n",
    ),
    explain(
        "NZ0506",
        "Elke brief heeft een onderwerp. Dat is de eerste regel: `# Onderwerp`.",
        "Each letter has a subject. That is the first line: `# Subject`.",
        "# bestand: templates/t/brief.md\nU hebt een afspraak.\n",
    ),
    explain(
        "NZ0507",
        "HTML werkt niet in een brief. De lezer ziet de tekens zelf. Gebruik Markdown.",
        "HTML does not work in a letter. The reader sees the signs themselves. Use Markdown.",
        "# bestand: templates/t/brief.md\n# Uw afspraak\n\nU hebt een <b>afspraak</b>.\n",
    ),
    explain(
        "NZ0508",
        "Deze opmaak heeft een brief niet. Een brief heeft alinea's, lijsten, tabellen en vette tekst.",
        "A letter does not have this layout. It has paragraphs, lists, tables and bold text.",
        "# bestand: templates/t/brief.md\n# Uw afspraak\n\n> U hebt een afspraak.\n",
    ),
    explain(
        "NZ0509",
        "Dit filter of deze test bestaat niet. Filters voor datums zijn `datum`, `dag`, `tijd` en `datumtijd`.",
        "There is no such filter or test. Filters for dates are `datum`, `dag`, `tijd` and `datumtijd`.",
        "# bestand: templates/t/brief.md\n# Uw afspraak\n\nVandaag is het {{ vandaag|datun }}.\n",
    ),
    explain(
        "NZ0510",
        "Een genummerde lijst telt zelf. Schrijf `1. ` voor elke regel.",
        "A numbered list counts by itself. Write `1. ` before each line.",
        "# bestand: templates/t/brief.md\n# Uw afspraak\n\n{% for a in afspraken %}\n{{ loop.index }}. {{ a }}\n{% endfor %}\n",
    ),
    explain(
        "NZ0516",
        "Een streepje in een aanwijzing, zoals `{%- endfor %}`, haalt de lege ruimte weg, ook het einde van de regel. Zo komen de regels van een lijst achter elkaar te staan. Het streepje is niet nodig: een aanwijzing die alleen op een regel staat, laat geen regel achter.",
        "A dash in a tag, such as `{%- endfor %}`, takes white space away, the end of the line too. So the items of a list end up behind each other. The dash is not needed: a tag with a line to itself leaves no line.",
        "# bestand: templates/t/brief.md\n# Uw afspraak\n\n{% for a in afspraken %}\n- {{ a }}\n{%- endfor %}\n",
    ),
];
