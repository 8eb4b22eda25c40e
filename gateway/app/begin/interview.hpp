// The questions of `gatewarden init`. An answer is judged at once, by the reader of fleet files itself: it reads the file
// that would become of it, so its rules and words are the ones that `gatewarden check` has.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/app/begin/fleet_draft.hpp"
#include "gateway/base/result.hpp"

namespace gatewarden::app {

struct Question {
  using Uplink = FleetDraft::Uplink;
  const char* flag;  // by which the command line answers it
  std::string FleetDraft::*answer;
  const char* key;  // of the fleet file
  const char* sentence;
  std::vector<Uplink> of;                   // empty: of every uplink
  std::string (*usual)(const FleetDraft&);  // an empty answer means this; null: nothing does
  const char* sample;                       // must be answered, and this would do; null: may be left out
};

// In the order in which they are asked.
const std::vector<Question>& questions();
const std::vector<std::pair<std::string, int>>& uplink_words();

// Who answers. Without `ask` nobody does.
struct Respondent {
  // Nothing: the end, no more answers.
  std::function<std::optional<std::string>(const std::string& prompt)> ask{};
  std::function<void(const std::string& text)> say{};
};

// Fills in what is empty. Without a respondent the usual is taken, and the error names every flag that is missing or wrong.
Result<void> complete(FleetDraft& draft, bool uplink_is_chosen, const Respondent& respondent);

// What the operator types next, a line each.
std::string next_commands(const FleetDraft& draft, const std::string& file);

}  // namespace gatewarden::app
