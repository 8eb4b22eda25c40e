// What is said of a child's reports, in words. Pure.
#pragma once

#include <optional>
#include <string>

#include "gateway/batch/batcher.hpp"
#include "gateway/uplink/quarantine.hpp"

namespace gatewarden::app {

// "accepted", "rejected InvalidPayload"; empty: no report has come to an end yet.
std::string verdict_text(const ChildRecord& record, const Rejection* rejection);

// What the broker said, what would let it in, and when it is tried again.
std::string quarantine_text(const Quarantine::Entry& entry, SteadyTime now);

// Why a child is not well, the most telling reason first: the device (`device_why`), then what the broker or
// the service said. Empty: all is well.
std::string why_text(const std::string& thing, const std::string& device_why,
                     const std::optional<Quarantine::Entry>& quarantine, const ChildRecord& record,
                     const Rejection* rejection);

}  // namespace gatewarden::app
