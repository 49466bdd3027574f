//! The explanations of what can be wrong with the files of a workspace themselves.

use nazorg_core::check::Explanation;

const fn explain(code: &'static str, nl: &'static str, en: &'static str, bad: &'static str) -> Explanation {
    Explanation { code, nl, en, bad }
}

/// By code. The examples of files that cannot be shown as text say what they look like.
pub const EXPLANATIONS: [Explanation; 8] = [
    explain(
        "NZ0124",
        "Hier staat een verwijzing (symlink), een apparaat of iets anders dat geen gewoon bestand of gewone map is. nazorg leest alleen gewone bestanden: zo kan niemand het ongemerkt ergens anders laten lezen. Zet het bestand zelf op deze plek.",
        "Here is a symbolic link, a device or something else that is no plain file or folder. nazorg reads plain files only, so that nobody can make it read elsewhere unseen. Put the file itself in this place.",
        "processes/haarlem/01.yaml -> /home/eva/oud/01.yaml\n",
    ),
    explain(
        "NZ0125",
        "Het bestand is bewaard als UTF-16 (in Kladblok heet dat Unicode). Kies bij Opslaan als: UTF-8.",
        "The file was saved as UTF-16 (Notepad calls it Unicode). Choose UTF-8 under Save as.",
        "FF FE 70 00 72 00 6F 00 63 00 65 00 73 00 73 00\n",
    ),
    explain(
        "NZ0126",
        "In het bestand staan bytes die geen UTF-8 zijn, vaak een letter met een accent uit een oud programma. Kies bij Opslaan als: UTF-8. Kijk daarna of de letters met accenten kloppen.",
        "The file holds bytes that are no UTF-8, often an accented letter from an old program. Choose UTF-8 under Save as. Then see whether the accented letters are right.",
        "title: Caf<E9>\n",
    ),
    explain(
        "NZ0127",
        "Het bestand of de map is niet te lezen: u hebt er geen rechten voor, of het ligt dieper dan zestien mappen.",
        "The file or folder cannot be read: you lack the right to, or it lies deeper than sixteen folders.",
        "processes/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/proces.yaml\n",
    ),
    explain(
        "NZ0128",
        "De huisstijl klopt niet: een kleur is geen kleur zoals \"#1a5276\", of een veld ontbreekt of heeft een andere vorm. Vergelijk met de huisstijl van een andere regio.",
        "The house style is not right: a colour is no colour such as \"#1a5276\", or a field lacks or has another shape. Compare it with the house style of another region.",
        "organisation: Gemeente A\ncolor: blauwig\n",
    ),
    explain(
        "NZ0129",
        "Dit pad wijst buiten de werkruimte. Alles van een werkruimte ligt in haar eigen map, zodat een reservekopie van die map heel is.",
        "This path points outside the workspace. All of a workspace lies in its own folder, so that a copy of that folder is whole.",
        "workspace: Team\nstore: ../elders.db\n",
    ),
    explain(
        "NZ0130",
        "Een gebruiker vervangt iemand die er niet is, of zichzelf. Onder `deputy_for` staan inlognamen van andere gebruikers uit dit bestand.",
        "A user is deputy for somebody who is not there, or for itself. Under `deputy_for` stand login names of other users of this file.",
        "workspace: Team\nusers:\n  eva: {name: Eva, roles: [coordinator], deputy_for: [eef]}\n",
    ),
    explain(
        "NZ0947",
        "De aanpassing haalt iets weg dat lopende zaken nog hebben. Die zaken blijven op hun eigen versie. Wilt u ze overzetten? Zeg dan in een mapping wat ervoor in de plaats komt.",
        "The overlay takes away what running cases still have. Those cases stay on their own version. To take them over, say in a mapping what comes instead.",
        "remove: {states: {partneroverleg: {instead: uitvoering, reason: Zelfde tafel.}}}\n",
    ),
];
