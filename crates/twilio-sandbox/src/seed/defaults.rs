//! Builds records from a seed, with defaults for what it leaves out. The result depends on the seed alone; dates are
//! fixed.

use jiff::Timestamp;

use crate::seed::format::{DEMO_URL, SeedAccount, SeedApplication, SeedNumber};
use crate::seed::messaging::{
    SeedAddress, SeedCampaign, SeedService, SeedShortCode, SeedVerification,
};
use crate::store::account::{Account, ApiKey};
use crate::store::address_configuration::AddressConfiguration;
use crate::store::application::Application;
use crate::store::campaign::{Campaign, USUAL_SID};
use crate::store::number::Number;
use crate::store::service::{AlphaSender, Sender, Service};
use crate::store::short_code::ShortCode;
use crate::store::sid;
use crate::store::verification::Verification;

/// The creation date of everything in a seed: 2026-01-01.
const CREATED: Timestamp = Timestamp::constant(1_767_225_600, 0);

impl SeedAccount {
    /// The account that this seed describes.
    pub(crate) fn build(&self) -> Account {
        let name = self
            .friendly_name
            .clone()
            .unwrap_or_else(|| "Sandbox".to_owned());
        let mut account = Account::new(self.sid.clone(), name, CREATED);
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
        let applications = self.applications.iter().map(|seed| seed.build(&self.sid));
        account.applications = applications.map(|a| (a.sid.clone(), a)).collect();
        let numbers = self.numbers.iter().map(|seed| seed.build(self));
        account.numbers = numbers.map(|n| (n.sid.clone(), n)).collect();
        let codes = self.short_codes.iter().map(|seed| seed.build(&self.sid));
        account.short_codes = codes.map(|code| (code.sid.clone(), code)).collect();
        if let Some(limit) = self.alpha_senders_per_service {
            account.alpha_senders_per_service = limit;
        }
        let services = self
            .messaging_services
            .iter()
            .map(|seed| seed.build(self, CREATED));
        account.services = services.map(|s| (s.sid.clone(), s)).collect();
        let verifications = self.numbers.iter().filter_map(|number| {
            let seed = number.verification.as_ref()?;
            Some(seed.build(&self.sid, number.sid(&self.sid), CREATED))
        });
        account.verifications = verifications.map(|v| (v.sid.clone(), v)).collect();
        let addresses = self.conversations_addresses.iter();
        let addresses = addresses.map(|seed| seed.build(&self.sid, CREATED));
        account.addresses = addresses.map(|a| (a.sid.clone(), a)).collect();
        account
    }

    /// The application with this SID or friendly name.
    pub(crate) fn application(&self, named: &str) -> Option<&SeedApplication> {
        let mut all = self.applications.iter().filter(|_| !named.is_empty());
        all.find(|app| app.friendly_name == named || app.sid(&self.sid) == named)
    }
}

impl SeedNumber {
    /// The number's SID in `account`.
    pub(crate) fn sid(&self, account: &str) -> String {
        let derived = || sid::derive("PN", &[account, &self.phone_number]);
        self.sid.clone().unwrap_or_else(derived)
    }

    fn build(&self, account: &SeedAccount) -> Number {
        let mut number = Number::new(self.sid(&account.sid), self.phone_number.clone(), CREATED);
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

impl SeedShortCode {
    fn sid(&self, account: &str) -> String {
        let derived = || sid::derive("SC", &[account, &self.short_code]);
        self.sid.clone().unwrap_or_else(derived)
    }

    fn build(&self, account: &str) -> ShortCode {
        let mut code = ShortCode::new(self.sid(account), self.short_code.clone(), CREATED);
        if let Some(name) = &self.friendly_name {
            code.friendly_name.clone_from(name);
        }
        code.sms_url.clone_from(&self.sms_url);
        code.sms_method = self.sms_method;
        code.sms_fallback_url.clone_from(&self.sms_fallback_url);
        code.sms_fallback_method = self.sms_fallback_method;
        code
    }
}

impl SeedApplication {
    fn sid(&self, account: &str) -> String {
        let derived = || sid::derive("AP", &[account, &self.friendly_name]);
        self.sid.clone().unwrap_or_else(derived)
    }

    fn build(&self, account: &str) -> Application {
        let name = self.friendly_name.clone();
        let mut application = Application::new(self.sid(account), name, CREATED);
        application.sms_url.clone_from(&self.sms_url);
        application.sms_method = self.sms_method;
        application
            .sms_fallback_url
            .clone_from(&self.sms_fallback_url);
        application.sms_fallback_method = self.sms_fallback_method;
        application
            .message_status_callback
            .clone_from(&self.message_status_callback);
        application.voice_url.clone_from(&self.voice_url);
        application
    }
}

impl SeedService {
    pub(crate) fn sid(&self, account: &str) -> String {
        let derived = || sid::derive("MG", &[account, &self.friendly_name]);
        self.sid.clone().unwrap_or_else(derived)
    }

    pub(crate) fn build(&self, account: &SeedAccount, now: Timestamp) -> Service {
        let mut service = Service::new(self.sid(&account.sid), self.friendly_name.clone(), now);
        service
            .inbound_request_url
            .clone_from(&self.inbound_request_url);
        service.inbound_method = self.inbound_method;
        service.fallback_url.clone_from(&self.fallback_url);
        service.fallback_method = self.fallback_method;
        service.status_callback.clone_from(&self.status_callback);
        service.use_inbound_webhook_on_number = self.use_inbound_webhook_on_number;
        if let Some(usecase) = &self.usecase {
            service.usecase.clone_from(usecase);
        }
        let members = account
            .numbers
            .iter()
            .filter(|n| self.numbers.contains(&n.phone_number));
        let sender = |sid: String| {
            let date_created = now;
            (sid.clone(), Sender { sid, date_created })
        };
        service.senders = members
            .map(|number| sender(number.sid(&account.sid)))
            .collect();
        let codes = account.short_codes.iter();
        service.short_codes = codes
            .filter(|code| self.short_codes.contains(&code.short_code))
            .map(|code| sender(code.sid(&account.sid)))
            .collect();
        let alpha = self.alpha_senders.iter().map(|name| AlphaSender {
            sid: sid::derive("AI", &[&account.sid, &service.sid, name]),
            alpha_sender: name.clone(),
            date_created: now,
        });
        service.alpha_senders = alpha.map(|one| (one.sid.clone(), one)).collect();
        let campaigns = self
            .campaign
            .iter()
            .map(|campaign| campaign.build(&account.sid, now));
        service.campaigns = campaigns
            .map(|campaign| (campaign.sid.clone(), campaign))
            .collect();
        service
    }
}

impl SeedCampaign {
    fn build(&self, account: &str, now: Timestamp) -> Campaign {
        let or =
            |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
        Campaign {
            sid: USUAL_SID.to_owned(),
            status: or(&self.status, "VERIFIED"),
            usecase: or(&self.usecase, "MIXED"),
            brand_registration_sid: sid::derive("BN", &[account]),
            errors: self.errors.clone(),
            date_created: now,
        }
    }
}

impl SeedVerification {
    pub(crate) fn build(&self, account: &str, number_sid: String, now: Timestamp) -> Verification {
        Verification {
            sid: sid::derive("HH", &[account, &number_sid]),
            number_sid,
            status: self.status,
            rejection_reason: self.rejection_reason.clone(),
            error_code: self.error_code,
            edit_allowed: self.edit_allowed,
            edit_expiration: self.edit_expiration.clone(),
            external_reference_id: self.external_reference_id.clone(),
            date_created: now,
        }
    }
}

impl SeedAddress {
    pub(crate) fn build(&self, account: &str, now: Timestamp) -> AddressConfiguration {
        let derived = || sid::derive("IG", &[account, &self.kind, &self.address]);
        AddressConfiguration {
            sid: self.sid.clone().unwrap_or_else(derived),
            address: self.address.clone(),
            kind: self.kind.clone(),
            friendly_name: self.friendly_name.clone(),
            auto_creation: self.auto_creation.clone(),
            date_created: now,
        }
    }
}
