//! Who issues the report.

use serde::Deserialize;

/// Named in the configuration, section `report`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letterhead {
    /// The body above, and the one that issues.
    pub superior: String,
    pub superior_en: String,
    pub agency: String,
    pub agency_en: String,
    /// After the number and the slash, such as `BC-SCT`.
    pub symbol: String,
    /// Where the document is signed.
    pub place: String,
    /// The office of who signs, and the name; empty leaves room.
    pub office: String,
    pub office_en: String,
    pub signer: String,
    pub recipients: Vec<String>,
    pub recipients_en: Vec<String>,
}
