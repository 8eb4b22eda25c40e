#include "gateway/uplink/uplink_snapshot.hpp"

namespace gatewarden {

std::map<std::string, std::uint64_t> UplinkCounters::by_name() const {
  std::map<std::string, std::uint64_t> counters{{"publishes", published},
                                                {"bytes", bytes},
                                                {"acked", acked},
                                                {"copies", copies},
                                                {"copies_dropped", copies_dropped},
                                                {"resent", resent},
                                                {"foreign_answers", foreign_answers},
                                                {"crowding_answers", crowding_answers},
                                                {"stale_answers", stale_answers},
                                                {"bad_answers", bad_answers},
                                                {"answer_renewals", answer_renewals},
                                                {"reconnects", reconnects}};
  for (const Outcome::Kind kind : kOutcomeKinds) counters[std::string(to_string(kind))] = outcomes[kind];
  return counters;
}

std::string UplinkSnapshot::state_in_full() const {
  return outage.empty() ? state : state + ", but nothing is taken: " + outage;
}

}  // namespace gatewarden
