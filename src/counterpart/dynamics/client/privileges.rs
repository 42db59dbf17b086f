//! How far a privilege of the user reaches.

use serde::Deserialize;

use super::Run;
use super::attempt::{Call, Sort};
use crate::counterpart::dynamics::tables::Table;
use crate::counterpart::dynamics::trouble::Trouble;
use crate::counterpart::dynamics::wire::Guid;
use crate::model::CounterpartCode;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Privileges {
    role_privileges: Vec<Privilege>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Privilege {
    depth: String,
}

impl Run<'_> {
    /// Whether the user can read every row of a table: one of its roles grants it at the depth
    /// `Global`. An environment that does not answer the question counts as "no"; the error is for
    /// a request that got no answer.
    pub(in super::super) async fn sees_all(
        &self,
        user: &Guid,
        table: &Table,
    ) -> Result<bool, Trouble> {
        let path = format!(
            "RetrieveUserPrivilegeByPrivilegeName(UserId={},PrivilegeName='{}')",
            user.as_str(),
            table.privilege
        );
        let url = self.client.at(&path, None);
        let doing = format!("asking whether all of {} are visible", table.rows);
        let call = Call::reads(Sort::Fresh, &url, &doing);
        match self.send::<Privileges>(&call).await {
            Ok(answer) => Ok(answer
                .role_privileges
                .iter()
                .any(|privilege| privilege.depth.eq_ignore_ascii_case("Global"))),
            // The spelling of the function's parameters is not documented, so a refusal says nothing.
            Err(trouble)
                if matches!(
                    trouble.code,
                    CounterpartCode::Refused
                        | CounterpartCode::NoPrivilege
                        | CounterpartCode::NoTable
                ) =>
            {
                Ok(false)
            }
            Err(trouble) => Err(trouble),
        }
    }
}
