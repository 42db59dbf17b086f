//! From seed to state: fills in what a seed leaves out. The result depends on the seed alone; dates are fixed.

use jiff::Timestamp;

use super::accounts::{Account, ApiKey};
use super::applications::Application;
use super::numbers::Number;
use super::seed::{DEMO_URL, SeedAccount, SeedApplication, SeedNumber};
use super::sid;

/// When everything in a seed was made: 2026-01-01.
const BIRTH: Timestamp = Timestamp::constant(1_767_225_600, 0);

impl SeedAccount {
    /// The account that this seed describes.
    pub(super) fn grow(&self) -> Account {
        let name = self
            .friendly_name
            .clone()
            .unwrap_or_else(|| "Sandbox".to_owned());
        let mut account = Account::new(self.sid.clone(), name, BIRTH);
        account.status = self.status;
        account.kind = self.r#type;
        if let Some(token) = &self.auth_token {
            account.auth_token.clone_from(token);
        }
        if let Some(owner) = &self.owner_account_sid {
            account.owner_account_sid.clone_from(owner);
        }
        account.api_keys = self
            .api_keys
            .iter()
            .map(|key| ApiKey {
                sid: key.sid.clone(),
                secret: key.secret.clone(),
                kind: key.kind,
            })
            .collect();
        let applications = self.applications.iter().map(|seed| seed.grow(&self.sid));
        account.applications = applications.map(|a| (a.sid.clone(), a)).collect();
        let numbers = self.numbers.iter().map(|seed| seed.grow(self));
        account.numbers = numbers.map(|n| (n.sid.clone(), n)).collect();
        let services = self
            .messaging_services
            .iter()
            .map(|seed| seed.grow(self, BIRTH));
        account.services = services.map(|s| (s.sid.clone(), s)).collect();
        let verifications = self.numbers.iter().filter_map(|number| {
            let seed = number.verification.as_ref()?;
            Some(seed.grow(&self.sid, number.sid(&self.sid), BIRTH))
        });
        account.verifications = verifications.map(|v| (v.sid.clone(), v)).collect();
        let addresses = self.conversations_addresses.iter();
        let addresses = addresses.map(|seed| seed.grow(&self.sid, BIRTH));
        account.addresses = addresses.map(|a| (a.sid.clone(), a)).collect();
        account
    }

    /// The application with this SID or friendly name.
    pub(super) fn application(&self, named: &str) -> Option<&SeedApplication> {
        let mut all = self.applications.iter().filter(|_| !named.is_empty());
        all.find(|app| app.friendly_name == named || app.sid(&self.sid) == named)
    }
}

impl SeedNumber {
    /// The number's SID in `account`.
    pub(super) fn sid(&self, account: &str) -> String {
        let derived = || sid::derive("PN", &[account, &self.phone_number]);
        self.sid.clone().unwrap_or_else(derived)
    }

    fn grow(&self, account: &SeedAccount) -> Number {
        let mut number = Number::new(self.sid(&account.sid), self.phone_number.clone(), BIRTH);
        number.capabilities = self.capabilities;
        if let Some(name) = &self.friendly_name {
            number.friendly_name.clone_from(name);
        }
        if let Some(kind) = self.kind {
            number.kind = kind;
        }
        if let Some(origin) = &self.origin {
            number.origin.clone_from(origin);
        }
        number.sms_url = match &self.sms_url {
            Some(url) => url.clone(),
            None if self.capabilities.sms => DEMO_URL.to_owned(),
            None => String::new(),
        };
        number.sms_method = self.sms_method;
        number.sms_fallback_url.clone_from(&self.sms_fallback_url);
        number.sms_fallback_method = self.sms_fallback_method;
        number.calls.voice_url.clone_from(&self.voice_url);
        let named = self.sms_application_sid.as_deref().unwrap_or_default();
        number.sms_application_sid = account.application(named).map_or_else(
            || named.to_owned(),
            |application| application.sid(&account.sid),
        );
        number
    }
}

impl SeedApplication {
    fn sid(&self, account: &str) -> String {
        let derived = || sid::derive("AP", &[account, &self.friendly_name]);
        self.sid.clone().unwrap_or_else(derived)
    }

    fn grow(&self, account: &str) -> Application {
        let name = self.friendly_name.clone();
        let mut application = Application::new(self.sid(account), name, BIRTH);
        application.sms_url.clone_from(&self.sms_url);
        application.sms_method = self.sms_method;
        application
            .sms_fallback_url
            .clone_from(&self.sms_fallback_url);
        application.sms_fallback_method = self.sms_fallback_method;
        application
    }
}
