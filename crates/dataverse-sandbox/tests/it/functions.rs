//! Who is asking, where, and how far a privilege reaches.

use serde_json::{Value, json};

use super::client::Client;

#[tokio::test]
async fn who_am_i_names_user_unit_and_organisation() {
    let client = Client::demo().await;
    let answer = client.get("WhoAmI").await;
    let access = &client.access;
    assert_eq!(answer.body["UserId"], access.user_id.as_str());
    assert_eq!(
        answer.body["BusinessUnitId"],
        access.business_unit_id.as_str()
    );
    assert_eq!(
        answer.body["OrganizationId"],
        access.organization_id.as_str()
    );
    assert_eq!(answer.header("odata-version"), "4.0");
    let context = answer.body["@odata.context"].as_str().unwrap();
    assert!(context.ends_with("/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse"));
    assert_eq!(client.get("WhoAmI()").await.status, 200);
    assert_eq!(client.get("whoami").await.code(), (404, "0x8006088a"));
}

#[tokio::test]
async fn the_organisation_has_another_id_than_its_environment() {
    let client = Client::demo().await;
    let path = "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')";
    let answer = client.get(path).await;
    let detail = &answer.body["Detail"];
    assert_eq!(
        detail["OrganizationId"],
        client.access.organization_id.as_str()
    );
    assert_eq!(
        detail["EnvironmentId"],
        client.access.environment_id.as_str()
    );
    assert_ne!(detail["EnvironmentId"], detail["OrganizationId"]);
    assert_eq!(detail["TenantId"], client.access.tenant_id.as_str());
    assert_eq!(
        client.get("RetrieveCurrentOrganization()").await.status,
        400
    );
    client.set(json!({"organization_function": false})).await;
    assert_eq!(client.get(path).await.status, 403);
}

/// The depths of a privilege.
async fn depths(client: &Client, name: &str) -> (u16, Vec<String>) {
    let user = &client.access.user_id;
    let path =
        format!("RetrieveUserPrivilegeByPrivilegeName(UserId={user},PrivilegeName='{name}')");
    let answer = client.get(&path).await;
    let list = answer.body["RolePrivileges"].as_array().cloned();
    let depth = |one: Value| {
        assert!(one["PrivilegeId"].is_string() && one["BusinessUnitId"].is_string());
        one["Depth"].as_str().unwrap().to_owned()
    };
    (
        answer.status,
        list.into_iter().flatten().map(depth).collect(),
    )
}

#[tokio::test]
async fn each_table_has_depths_of_its_own() {
    let client = Client::demo().await;
    let settings = json!({"read": {"msdyn_channelinstance": "local", "msdynmkt_keyword": "none"}});
    client.set(settings).await;
    for (name, expected) in [
        ("prvReadmsdyn_ChannelInstance", &["Local"][..]),
        ("prvReadmsdyn_channelinstance", &["Local"]),
        ("prvReadmsdyn_ChannelInstanceAccount", &["Global"]),
        ("prvReadmsdynmkt_keyword", &[]),
        ("prvCreatemsdynmkt_keyword", &["Global"]),
        ("prvWritemsdyn_ChannelInstanceAccount", &[]),
    ] {
        let (status, found) = depths(&client, name).await;
        assert_eq!(
            (status, found.as_slice()),
            (
                200,
                &expected
                    .iter()
                    .map(|it| (*it).to_owned())
                    .collect::<Vec<_>>()[..]
            ),
            "{name}"
        );
    }
    assert_eq!(depths(&client, "prvReadnonsense").await.0, 400);
    client.set(json!({"privilege_function": "exact"})).await;
    assert_eq!(depths(&client, "prvReadmsdyn_ChannelInstance").await.0, 200);
    assert_eq!(depths(&client, "prvReadmsdyn_channelinstance").await.0, 400);
    client.set(json!({"privilege_function": "refused"})).await;
    assert_eq!(depths(&client, "prvReadmsdyn_ChannelInstance").await.0, 403);
}

#[tokio::test]
async fn parameters_can_be_aliases() {
    let client = Client::demo().await;
    let path = format!(
        "RetrieveUserPrivilegeByPrivilegeName(UserId=@u,PrivilegeName=@p)?@u={}&@p='prvReadmsdynmkt_keyword'",
        client.access.user_id
    );
    let answer = client.get(&path).await;
    assert_eq!(answer.body["RolePrivileges"][0]["Depth"], "Global");
}
