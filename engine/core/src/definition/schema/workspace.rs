//! `nazorg.yaml`.

use schemars::JsonSchema;

use super::word::{Name, Named, Names, Text};

/// Instellingen van een werkruimte.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Werkruimte")]
pub(super) struct Workspace {
    /// Hoe de werkruimte heet.
    workspace: Option<Text>,
    /// Gemaakt door `nazorg demo`.
    demo: Option<bool>,
    /// De regio. Haar huisstijl geldt als een proces er geen heeft.
    region: Option<Name>,
    /// De map met processen. Anders `processes`.
    processes: Option<Text>,
    /// De map met teksten van brieven. Anders `templates`.
    templates: Option<Text>,
    /// De map met scenario's. Anders `tests/scenarios`.
    scenarios: Option<Text>,
    /// Het bestand met alle zaken. Anders `nazorg.db`.
    store: Option<Text>,
    /// De map waar brieven in komen. Anders `outbox`.
    outbox: Option<Text>,
    /// Extra dagen waarop niemand werkt.
    #[schemars(extend("examples" = [["2026-05-15"]]))]
    closed: Option<Vec<Text>>,
    /// Of er gewerkt wordt op dagen die bij besluit met een feestdag zijn gelijkgesteld: `open` of `closed`. Anders `open`.
    equated: Option<Equated>,
    /// Welke rollen iets met een hele zaak mogen doen. Anders `coordinator` en `beheer`.
    rights: Option<Rights>,
    /// Wie ermee werken, met hun inlognaam.
    users: Option<Named<User>>,
}

/// Of er gewerkt wordt.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub(super) enum Equated {
    /// Er wordt gewerkt.
    Open,
    /// Niemand werkt.
    Closed,
}

/// Welke rollen iets met een hele zaak mogen doen.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Rights {
    /// Zaken naar een andere versie brengen.
    migrate: Option<Names>,
    /// Zaken overdragen aan een andere gemeente, en overnemen.
    hand_over: Option<Names>,
}

/// Een gebruiker.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct User {
    /// De hele naam.
    name: Option<Text>,
    /// De rollen.
    roles: Option<Names>,
    /// De gebruikers voor wie deze gebruiker waarneemt.
    deputy_for: Option<Names>,
}
