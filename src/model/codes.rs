//! The codes of findings that any provider kind may cause, with their meanings and whether `ignore`
//! may silence them. Pure data.
//!
//! E for errors, W for warnings. By hundred as in [`YamlCode`], which holds the codes of texts and
//! shapes; E03 are values, E04 what is declared, E05 and E06 files and secrets, E07 what is found in
//! an account, E09 runs. A provider kind has a table of its own; `provider::codes` joins all of them.
//! `docs/findings.md` lists every code and explains those that need more than their message.

use super::{CounterpartCode, Level, PolicyCode};
use crate::yaml::{Code, YamlCode};

/// A code that a finding can have, and where it can be silenced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The code.
    pub code: Code,
    /// The level of the resources at which the finding is reported and can be silenced; `None` if
    /// it cannot be silenced.
    pub silenced_at: Option<Level>,
}

const fn never(code: Code) -> Known {
    Known {
        code,
        silenced_at: None,
    }
}

/// [`crate::yaml::codes!`] with the kind of thing that a finding is reported about and may be
/// silenced at.
macro_rules! findings {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $($variant:ident = $text:literal $(as $severity:ident)? $(at $level:ident)?: $meaning:literal;)*
        }
    ) => {
        $crate::yaml::codes! {
            $(#[$about])*
            pub enum $name {
                $($variant = $text $(as $severity)?: $meaning;)*
            }
        }

        impl $name {
            /// All codes of the table and where each may be silenced, in its order.
            pub const KNOWN: &'static [$crate::model::Known] = &[$($crate::model::Known {
                code: Self::$variant.code(),
                silenced_at: [$(Some($crate::model::Level::$level),)? None][0],
            }),*];
        }
    };
}

pub(crate) use findings;

findings! {
    /// The codes of values, of what is declared, of files and secrets, and of what is found in an
    /// account.
    pub enum FindingCode {
        InvalidName = "E0301": "a name has the wrong form";
        InvalidPhoneNumber = "E0302": "a phone number has the wrong form, or is not in quotes";
        InvalidUrl = "E0303": "a provider cannot call the URL";
        InvalidKeyword = "E0304": "a keyword is not one word of letters and digits";
        InvalidOrganisationId = "E0306": "an organisation id is not a GUID";
        InvalidTenant = "E0310": "a tenant or an application id has the wrong form";
        InvalidShortCode = "E0307": "a short code has the wrong form, or is not in quotes";
        InvalidPattern = "E0313": "a pattern of a policy has the wrong form";
        InvalidAmount = "E0314": "an amount of money in a policy has the wrong form";
        UnknownFinding = "E0315": "a policy names a finding that does not exist";

        DuplicateNumber = "E0401": "a number is declared twice";
        DuplicateKeyword = "E0402": "a keyword is declared twice";
        ForeignCallback = "E0403": "a callback URL belongs to another organisation";
        SharedAccount = "W0404" at Provider: "two providers use one account";
        AccountTwice = "E0460": "two providers use an account that serves one only";
        UndeclaredMember = "E0428": "a messaging service names a number that is not declared";
        MemberOfTwoGroups = "E0429": "a number is in two messaging services";
        MemberNamedTwice = "E0430": "a number is named twice in one messaging service";
        UnidentifiedGroup = "E0431": "a messaging service or an application has neither a name nor an identifier";
        NotACode = "E0433": "`ignore` names something that is not a code";
        DuplicateGroup = "E0434": "two entries declare one messaging service or one application";
        UnknownCode = "E0435": "`ignore` names a code that does not exist";
        CodeNotIgnorable = "E0436": "`ignore` names a code that cannot be silenced";
        CodeIgnoredTwice = "E0439": "`ignore` names a code twice at one place";
        ReservedKeyword = "W0441" as Note at Keyword: "a provider handles a keyword automatically";
        NothingDeclared = "W0444": "a configuration declares only its version";
        NoStopKeyword = "W0442" at Provider: "promotions are sent, and there is no keyword STOP";
        ConfigurationNotRead = "E0499": "the configuration could not be read although it passed every check";

        NoConfiguration = "E0511": "there is no configuration to read";
        UnreadableFile = "E0512": "a file or folder cannot be read";
        MissingOverlay = "E0513": "the overlay of an environment is missing";
        FileGivenTwice = "E0514": "a file is given twice";
        SeveralConfigurations = "E0515": "several configurations are here, and none is chosen";
        NotARegularFile = "E0517": "a configuration file is a pipe or a device";

        VariableNotSet = "E0602": "an environment variable that is needed is not set";
        SecretNotFound = "E0604": "a secret could not be found";
        UntrustedApiUrl = "E0605": "credentials must not be sent to the API URL that was set";
        NoHttpsClient = "E0606": "an HTTPS client could not be set up";
        NotAVariableName = "E0607": "a text is not the name of an environment variable";
        MalformedCredential = "E0608": "a credential is in quotes, or holds a line break or a control character";
        NoIdentity = "E0611": "nothing says how to sign in to Entra";
        NoEntraUrl = "E0612": "an API override without one for the sign-in";
        UnusedProfile = "W0609": "no provider has the account of a profile that `--profile` names";

        OwnedElsewhere = "E0701": "a number or a messaging service belongs to another project or environment of the registry";
        NotInAccount = "E0702": "something declared is not in the account";
        CredentialsRefused = "E0703": "an account does not accept the credentials";
        AccountNotFound = "E0704": "an account was not found";
        AccountBusy = "E0705": "an account is too busy to answer";
        RequestRefused = "E0706": "a provider understood the request and refused it";
        AccountUnreachable = "E0707": "an account could not be reached";
        AnswerNotUnderstood = "E0708": "an account's answer could not be understood";
        AccountInactive = "E0709" at Provider: "an account is suspended or closed";
        MassChange = "W0711": "a large part of what is recorded would change or be forgotten";
        DeliveredMoreThanOnce = "W0720": "several groups receive the texts to a number";
        AnsweredElsewhere = "E0721" at Number: "something else answers texts to a number";
        UndeclaredGroupAnswers = "W0722" at Number: "a messaging service that is not declared answers for a number";
        InAnotherGroup = "E0723": "a number cannot join a messaging service: it is in another one";
        LeavesGroup = "W0724" at Group: "a number leaves a messaging service for this one";
        AmbiguousGroup = "E0725": "several messaging services or applications have the declared name";
        CannotReceive = "E0726" at Number: "a number cannot receive texts at all";
        GroupOfTwoProviders = "E0727": "two providers declare one messaging service or one application";
        GroupGone = "W0728": "a messaging service or an application that was recorded is gone";
        MemberNotInAccount = "E0729": "a number cannot join a messaging service: it is not in the account";
        DoesNotJoin = "W0730": "a number does not join its messaging service with this plan";
        CannotUndo = "E0731": "what a run changed cannot be restored";
        CreationStays = "W0732": "what a run created stays";
        RecordStays = "W0733": "what a run only recorded or forgot is not undone";
        NotReverted = "W0734": "what drifted is not reverted";
        AnsweredByJoining = "W0735" at Group: "a messaging service answers for numbers that join it, and nothing declares who answers";
        NotComparable = "W0741": "what is recorded of a provider cannot be compared with its account";
        ExemptionWithoutReason = "W0742": "a line of .switchboardignore has no reason";
        InvalidExemption = "W0743": "a line of .switchboardignore is not understood";
        FirstSeenNotRecorded = "W0744": "the time when a difference was first seen cannot be recorded";
        TrialAccount = "W0753" at Provider: "an account is on trial";
        CertificateExpires = "W0754" at Provider: "the certificate of a callback expires soon";
        UnusedIgnore = "W0755": "an `ignore` has no effect";
        MayBeTakenFirst = "W0756" at Number: "something else at the provider may take a number's texts first";
        TakersNotRead = "W0757" as Note at Provider: "what may take texts first was not read";
        PricesNotRead = "W0758" at Provider: "a price list was not read";
        DeclaresTooMany = "W0761" at Group: "a messaging service declares more numbers than one takes";
        HoldsTooMany = "W0762" at Group: "a messaging service would hold more numbers than one takes";
        HoldsAnotherSender = "W0768" at Group: "a messaging service holds another alphanumeric sender already";
        Namesakes = "W0766" at Group: "several messaging services or applications have one name";
        NamesNotRead = "W0767": "after creating messaging services, their names could not be looked up";
        HandlerNotThere = "E0769": "a number names an application that is neither found nor created";
        ReroutesForeignNumbers = "E0771": "a change of a messaging service would reroute numbers of another project or environment";
        RegistryElsewhere = "W0785": "the working directory has a registry, and the configuration is elsewhere";
        NeverApplied = "E0786": "no apply is recorded, so there is nothing to compare with";
        NothingRecorded = "W0787": "nothing that is recorded can be compared any more";
        ShardMissing = "E0789": "a shard has no document among those that are merged";
        ShardIncomplete = "E0790": "a document that is merged is incomplete";
    }
}

crate::yaml::codes! {
    /// The codes of errors that end a run.
    pub enum RunCode {
        Other = "E0901": "the run failed for a reason that has no code of its own";
        Options = "E0902": "an option, or a combination of options, is not valid";
        Variable = "E0903": "an environment variable has a value that cannot be used";
        Address = "E0904": "an address or a target matches nothing, or several things";
        Input = "E0905": "a file beside the configuration cannot be read";
        Output = "E0906": "a result, a report or a file cannot be written";
        PlanFile = "E0907": "a saved plan cannot be read, or is for something else";
        Stale = "E0908": "a plan is stale";
        Refused = "E0909": "a guard refused the plan or the release";
        NotApproved = "E0910": "the plan or the release was not approved";
        Interrupted = "E0911": "a signal interrupted the command before it wrote anything";
        RegistryUnreachable = "E0912": "the registry cannot be reached, read or written";
        RegistryLocked = "E0913": "another run holds the registry, or took over its lock";
        RegistryUnusable = "E0914": "the registry cannot be used";
        OwnedElsewhere = "E0915": "a number or a messaging service belongs to another project or environment";
        Run = "E0916": "a run does not exist, or cannot be undone";
        Sandbox = "E0917": "the local sandbox is in use, or its files cannot be used";
        Account = "E0918": "the provider refused a request, or could not be reached";
        System = "E0919": "the operating system refused something that the program needs";
    }
}

/// Returns every code that does not belong to one provider kind, in no particular order.
pub fn general() -> impl Iterator<Item = Known> {
    let of_texts = YamlCode::ALL.iter().map(|code| code.code());
    let of_runs = RunCode::ALL.iter().map(|code| code.code());
    let of_policies = PolicyCode::ALL.iter().map(|code| code.code());
    let never = of_texts.chain(of_runs).chain(of_policies).map(never);
    let found = FindingCode::KNOWN.iter().copied();
    never
        .chain(found)
        .chain(CounterpartCode::KNOWN.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::FindingCode;
    use crate::yaml::Severity;

    #[test]
    fn a_letter_is_a_severity_and_a_note_says_so() {
        let severity = |code: FindingCode| code.code().severity();
        assert_eq!(severity(FindingCode::InvalidName), Severity::Error);
        assert_eq!(severity(FindingCode::MassChange), Severity::Warning);
        assert_eq!(severity(FindingCode::ReservedKeyword), Severity::Note);
    }
}
