// What a link may learn: how many devices, how fast, and in whose place. Counts what it refuses. Pure; time is an argument.
// A refusal costs the same however many were learned.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/allowance.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/config/fleet.hpp"

namespace gatewarden::app {

class LearningRoom {
 public:
  // `full`: at_most is reached; `too_fast`: per_minute; `unusable`: it makes no thing name, or one that is taken.
  enum class Refusal : std::uint8_t { full, too_fast, unusable };
  using RefusalCounts = std::array<std::uint64_t, 3>;   // by Refusal
  static constexpr std::size_t kMaxShownIdentity = 64;  // bytes of a foreign name in a log line or an answer

  // `refused`: by the room in whose place it is.
  LearningRoom(config::Unknown rules, std::uint32_t learned, SteadyTime now,
               const RefusalCounts& refused = {})
      : rules_(std::move(rules)), began_(now), learned_(learned), refusals_(refused) {}

  const config::Unknown& rules() const { return rules_; }
  // A device without a sign of life is silent at least since then.
  SteadyTime began() const { return began_; }

  bool is_full() const { return learned_ >= rules_.at_most; }
  // Takes one of per_minute; those that were not used add up to a minute's.
  bool takes_one(SteadyTime now);
  void learned();
  void left();
  std::uint32_t count() const { return learned_; }

  // Those that may give their place, as they were when last looked at: ask again. The longest silent first.
  struct Silent {
    SteadyTime since;
    std::string_view identity;
  };
  static constexpr std::size_t kMaxSilent = 64;
  std::optional<std::string> next_silent();
  bool may_have_silent(SteadyTime now) const { return !silent_.empty() || now >= next_look_; }
  // What a look at all of them found; `oldest`: the longest silent that may not give its place yet. Without any, no look is
  // worth its time before that one may.
  void looked(std::vector<Silent> silent, SteadyTime oldest, SteadyTime now);

  void refused(Refusal why, std::string_view link, std::string_view identity, SteadyTime now);
  // Of those that were refused while it was full, the last kMaxNames, each once, the newest last; cut and harmless.
  static constexpr std::size_t kMaxNames = 10;
  std::vector<std::string> names_refused() const;
  // Names, each as often as it came: never falls.
  const RefusalCounts& refusals() const { return refusals_; }
  // For the operator: what is refused, and the remedy. Empty: nothing, or not now.
  std::string why(SteadyTime now) const;

 private:
  config::Unknown rules_;
  SteadyTime began_;
  std::uint32_t learned_;
  Allowance pace_;                   // of new ones
  std::vector<std::string> silent_;  // the longest silent last
  SteadyTime next_look_{};
  struct Refused {
    std::uint64_t times = 0;  // since there was room, or without a pause
    std::string last;         // cut
    SteadyTime at{};
  };
  std::string text(Refusal why) const;
  const Refused& of(Refusal why) const { return refused_[static_cast<std::size_t>(why)]; }

  void keep_name(std::string_view identity);

  std::array<Refused, 3> refused_;  // by Refusal
  std::vector<std::string> names_;  // cut; at most kMaxNames
  RefusalCounts refusals_;
  std::optional<SteadyTime> said_;
};

// Foreign text for a log line or an answer: cut, and harmless.
std::string shown_identity(std::string_view identity);

}  // namespace gatewarden::app
