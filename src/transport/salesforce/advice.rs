//! What the site owner should know: what is wrong, and where in Setup it is put right.

/// Something to put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
    /// The org does not know the deployment.
    DeploymentUnknown,
    /// The deployment is not for programs of others.
    DeploymentType,
    /// The stream wants another org id.
    OrgMismatch,
    /// The org has no room for another session.
    OrgFull,
    /// The org is closed for now.
    OrgLocked,
    /// The org refused a conversation, for no reason that is known here.
    ConversationRefused,
    /// The page did not vouch for its visitor.
    IdentityMissing,
    /// The org does not believe the page.
    IdentityRefused,
    /// A token has run out, and no other one is to be had for the same visitor.
    TokenExpired,
    /// The page gives no terms to agree to.
    TermsMissing,
    /// The page had no visitor prove that they are no program.
    CaptchaMissing,
    /// The org does not take the proof.
    CaptchaRefused,
    /// The answers may not be read by this page.
    OriginRefused,
    /// Everything works but the stream.
    StreamBlocked,
    /// Nothing is there.
    ServerUnreachable,
}

impl Advice {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::DeploymentUnknown,
        Self::DeploymentType,
        Self::OrgMismatch,
        Self::OrgFull,
        Self::OrgLocked,
        Self::ConversationRefused,
        Self::IdentityMissing,
        Self::IdentityRefused,
        Self::TokenExpired,
        Self::TermsMissing,
        Self::CaptchaMissing,
        Self::CaptchaRefused,
        Self::OriginRefused,
        Self::StreamBlocked,
        Self::ServerUnreachable,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        self.words().0
    }

    /// What to do about it.
    pub const fn sentence(self) -> &'static str {
        self.words().1
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::DeploymentUnknown => (
                "deployment-unknown",
                "The org does not know the deployment: compare backend.orgId with Setup, Company \
                 Information, and backend.deployment with Setup, Embedded Service Deployments.",
            ),
            Self::DeploymentType => (
                "deployment-type",
                "The deployment is of type Web: create one of type Custom Client in Setup, \
                 Embedded Service Deployments.",
            ),
            Self::OrgMismatch => (
                "org-mismatch",
                "The stream refuses the org id: compare backend.orgId with Setup, Company \
                 Information.",
            ),
            Self::OrgFull => (
                "org-full",
                "The org takes no further session: its data storage is full, see Setup, Storage \
                 Usage.",
            ),
            Self::OrgLocked => (
                "org-locked",
                "The org is under maintenance, or has no chat: see Setup, Messaging Settings.",
            ),
            Self::ConversationRefused => (
                "conversation-refused",
                "The org refused a new conversation: the answer in the network log says why.",
            ),
            Self::IdentityMissing => (
                "identity-missing",
                "backend.identity gave no token within 30 seconds.",
            ),
            Self::IdentityRefused => (
                "identity-refused",
                "The org refused the token of backend.identity: see Setup, Messaging Settings, \
                 User Verification.",
            ),
            Self::TokenExpired => (
                "token-expired",
                "The visitor's token has run out, and a stranger's cannot be renewed: they begin a \
                 new chat. With verifiedUsers, backend.identity renews it.",
            ),
            Self::TermsMissing => (
                "terms-missing",
                "The deployment wants visitors to agree to terms, and the page has none to show: \
                 give them as backend.terms.",
            ),
            Self::CaptchaMissing => (
                "captcha-missing",
                "The deployment asks for a reCAPTCHA, and backend.captcha gave no token within \
                 two minutes: it must be a function that resolves with one.",
            ),
            Self::CaptchaRefused => (
                "captcha-refused",
                "The org refused the token of backend.captcha: see the site key in Setup, \
                 Messaging Settings.",
            ),
            Self::OriginRefused => (
                "origin-refused",
                "The server may not answer this page: add its origin in Setup, CORS, Allowed \
                 Origins List.",
            ),
            Self::StreamBlocked => (
                "stream-blocked",
                "Messages go out but the stream is blocked: add the page in Setup, CORS, or set \
                 backend.proxy. Until then answers come late.",
            ),
            Self::ServerUnreachable => (
                "server-unreachable",
                "The server cannot be reached: compare backend.url, and the connect-src of the \
                 page's policy.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_advice_has_a_code_of_its_own_and_says_what_to_do() {
        let mut codes: Vec<_> = Advice::ALL.map(Advice::code).into();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Advice::ALL.len());
        for advice in Advice::ALL {
            assert!(advice.sentence().ends_with('.'), "{advice:?}");
        }
    }
}
