#include "gateway/uplink/uplink_snapshot.hpp"

namespace gatewarden {

std::map<std::string, std::uint64_t> UplinkCounters::by_name() const {
  return {{"publishes", published},
          {"bytes", bytes},
          {"acked", acked},
          {"accepted", accepted},
          {"rejected", rejected},
          {"throttled", throttled},
          {"no_verdict", no_verdict},
          {"refused", refused},
          {"withheld", withheld},
          {"abandoned", abandoned},
          {"outdated", outdated},
          {"copies", copies},
          {"copies_dropped", copies_dropped},
          {"resent", resent},
          {"foreign_answers", foreign_answers},
          {"stale_answers", stale_answers},
          {"bad_answers", bad_answers},
          {"reconnects", reconnects}};
}

}  // namespace gatewarden
