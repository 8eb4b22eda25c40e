// A child's reports in words. Pure.
#pragma once

#include <optional>
#include <string>

#include "gateway/batch/batcher.hpp"
#include "gateway/uplink/quarantine.hpp"

namespace gatewarden::app {

// Its reports left, and none was answered in time.
bool never_answered(const ChildRecord& record);

// "accepted", "rejected InvalidPayload"; empty: no outcome yet. `answered`: by a service; else what was sent is published.
std::string verdict_text(const ChildRecord& record, const Rejection* rejection, bool answered = true);

// The broker's refusal, its remedy, and the next try.
std::string quarantine_text(const Quarantine::Entry& entry, SteadyTime now);

// Why a child is unwell, the most telling reason first: the device (`device_why`), then broker or
// service. `unanswered`: why the service did not answer it, if it did not. Empty: all is well.
std::string why_text(const std::string& thing, const std::string& device_why,
                     const std::optional<Quarantine::Entry>& quarantine, const ChildRecord& record,
                     const Rejection* rejection, const std::string& unanswered = "");

}  // namespace gatewarden::app
