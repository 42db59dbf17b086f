//! The rows as the Web API sends them. Plain data.

use serde::Deserialize;

use crate::model::is_guid;

/// A GUID in lower case and without braces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Guid(String);

impl Guid {
    /// Reads a GUID in any spelling.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'))
            .unwrap_or(text);
        is_guid(bare).then(|| Self(bare.to_ascii_lowercase()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

impl TryFrom<String> for Guid {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a GUID")
    }
}

/// A row with an id.
pub(super) trait Row {
    /// Its primary key.
    fn id(&self) -> &Guid;
}

/// A row of `msdyn_channeldefinition`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct DefinitionRow {
    #[serde(rename = "msdyn_channeldefinitionid")]
    pub id: Guid,
    /// The table of what is special to providers of this kind.
    #[serde(rename = "msdyn_channeldefinitionaccountexternalentity")]
    pub extension: Option<String>,
}

/// A row of `msdyn_channelinstanceaccount`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct AccountRow {
    #[serde(rename = "msdyn_channelinstanceaccountid")]
    pub id: Guid,
    #[serde(rename = "msdyn_name")]
    pub name: Option<String>,
    #[serde(rename = "msdyn_description")]
    pub description: Option<String>,
    #[serde(rename = "_msdyn_channeldefinitionid_value")]
    pub definition: Option<Guid>,
    #[serde(rename = "_msdyn_extendedentityid_value")]
    pub extension: Option<Guid>,
    #[serde(rename = "_msdyn_extendedentityid_value@Microsoft.Dynamics.CRM.lookuplogicalname")]
    pub extension_table: Option<String>,
    #[serde(rename = "_owningbusinessunit_value")]
    pub unit: Option<Guid>,
    #[serde(rename = "statecode")]
    pub state: Option<i64>,
    #[serde(rename = "modifiedon")]
    pub modified: Option<String>,
}

/// A row of `msdynmkt_twiliochannelinstanceaccount`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct TwilioAccountRow {
    #[serde(rename = "msdynmkt_twiliochannelinstanceaccountid")]
    pub id: Guid,
    #[serde(rename = "msdynmkt_accountsid")]
    pub account_sid: Option<String>,
    #[serde(rename = "msdynmkt_messagingservicesid")]
    pub messaging_service_sid: Option<String>,
}

/// A row of `msdyn_channelinstance`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct InstanceRow {
    #[serde(rename = "msdyn_channelinstanceid")]
    pub id: Guid,
    #[serde(rename = "msdyn_name")]
    pub name: Option<String>,
    #[serde(rename = "msdyn_contactpoint")]
    pub contact_point: Option<String>,
    #[serde(rename = "_msdyn_channelinstanceaccountid_value")]
    pub account: Option<Guid>,
    #[serde(rename = "_msdyn_extendedentityid_value")]
    pub extension: Option<Guid>,
    #[serde(rename = "_msdyn_extendedentityid_value@Microsoft.Dynamics.CRM.lookuplogicalname")]
    pub extension_table: Option<String>,
    #[serde(rename = "_msdyn_consumingapplicationid_value")]
    pub application: Option<Guid>,
    #[serde(rename = "_owningbusinessunit_value")]
    pub unit: Option<Guid>,
    #[serde(rename = "statecode")]
    pub state: Option<i64>,
    #[serde(rename = "modifiedon")]
    pub modified: Option<String>,
}

/// A row of `msdynmkt_twiliochannelinstance`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct TwilioInstanceRow {
    #[serde(rename = "msdynmkt_twiliochannelinstanceid")]
    pub id: Guid,
    #[serde(rename = "msdynmkt_type")]
    pub kind: Option<i64>,
}

/// A row of `msdynmkt_byoacschannelinstance`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct AcsInstanceRow {
    #[serde(rename = "msdynmkt_byoacschannelinstanceid")]
    pub id: Guid,
    #[serde(rename = "msdynmkt_type")]
    pub kind: Option<i64>,
}

/// A row of `msdynmkt_keyword`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct KeywordRow {
    #[serde(rename = "msdynmkt_keywordid")]
    pub id: Guid,
    #[serde(rename = "msdynmkt_name")]
    pub name: Option<String>,
    #[serde(rename = "_owningbusinessunit_value")]
    pub unit: Option<Guid>,
    #[serde(rename = "statecode")]
    pub state: Option<i64>,
    #[serde(rename = "modifiedon")]
    pub modified: Option<String>,
}

macro_rules! rows {
    ($($row:ty),+) => {
        $(impl Row for $row {
            fn id(&self) -> &Guid {
                &self.id
            }
        })+
    };
}

rows!(
    DefinitionRow,
    AccountRow,
    TwilioAccountRow,
    InstanceRow,
    TwilioInstanceRow,
    AcsInstanceRow,
    KeywordRow
);

#[cfg(test)]
mod tests {
    use super::Guid;

    #[test]
    fn a_guid_is_read_in_any_spelling_and_nothing_else_is() {
        let plain = "a1b2c3d4-0000-ef11-8a6a-000000000011";
        for text in [
            plain,
            "{A1B2C3D4-0000-EF11-8A6A-000000000011}",
            " a1b2c3d4-0000-EF11-8a6a-000000000011 ",
        ] {
            assert_eq!(Guid::parse(text).unwrap().as_str(), plain, "{text}");
        }
        for text in [
            "",
            "a1b2c3d4-0000-ef11-8a6a-00000000001",
            "a1b2c3d4-0000-ef11-8a6a-00000000001g",
            "{a1b2c3d4-0000-ef11-8a6a-000000000011",
            "a1b2c3d40000ef118a6a000000000011",
            "a1b2c3d4-0000-ef11-8a6a-000000000011)",
        ] {
            assert_eq!(Guid::parse(text), None, "{text}");
        }
    }
}
