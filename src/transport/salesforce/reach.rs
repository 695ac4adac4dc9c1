//! Whether somebody can be reached: by the hours of the deployment, and by its agents.

use super::{
    before,
    client::Client,
    http::{Call, Reply},
};
use crate::{
    domain::{Instant, snapshot::Availability, time::MINUTE},
    value::Value,
};

/// What the server said of it.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    hours: Availability,
    agents: Availability,
    /// When it last said its hours, or did not.
    told_at: Instant,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            hours: Availability::Online,
            agents: Availability::Online,
            told_at: Instant::default(),
        }
    }
}

impl Reach {
    /// Both together: where it is closed, no agent makes it open.
    pub fn availability(self) -> Availability {
        if self.hours == Availability::Online {
            self.agents
        } else {
            self.hours
        }
    }
}

impl<V: Value> Client<V> {
    /// The hours came, or did not.
    pub(super) fn reach_by_hours(&mut self, reply: &Reply<V>) {
        self.reach.told_at = self.now;
        // A server that does not tell its hours is no reason to turn anybody away.
        if let Some(hours) = reply.body.as_ref().filter(|_| reply.is_done()) {
            self.reach.hours = before::hours(hours, self.now);
        }
        self.stand_ready();
    }

    /// It is known whether agents are there, or it is not.
    pub(super) fn reach_by_agents(&mut self, reply: &Reply<V>) {
        let agents = reply.body.as_ref().filter(|_| reply.is_done());
        self.reach.agents = before::agents(agents);
        self.stand_ready();
    }

    /// Asks whether agents are there, if the deployment wants that asked.
    pub(super) fn ask_agents(&mut self) {
        let asks = self.deployment.as_ref().is_some_and(|it| it.asks_agents);
        if asks {
            let place = &self.place;
            let query = ["?orgId=", &place.org, "&esConfigName=", &place.deployment];
            let path = ["/embeddedservice/v2/agent-availability", &query.concat()];
            self.call("GET", Call::Agents, path.concat(), None);
        }
    }

    /// Asks once more before another chat, where what is known of it is old.
    pub(super) fn ask_reach_again(&mut self) {
        if self.deployment.is_some() && self.now.since(self.reach.told_at) >= MINUTE {
            let [_, hours] = before::paths(&self.place);
            self.call("GET", Call::Hours, hours, None);
            self.ask_agents();
        }
    }
}
