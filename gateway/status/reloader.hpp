// `gatewarden reload`: what an operator orders, and what a reload changed, as plain values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "gateway/status/forgetter.hpp"

namespace gatewarden::status {

// Same thing: which link, and where on it. Where both are the same, `why` tells what is not.
struct MovedChild {
  std::string thing, before, now;
  std::string why{};  // what else changed; perhaps empty
};

// "hall unit 4, now yard unit 4: its profile em24 changed"
inline std::string changed_words(const MovedChild& child) {
  return child.before + (child.before == child.now ? "" : ", now " + child.now) +
         (child.why.empty() ? "" : ": " + child.why);
}

// One thing went and one came at the same place: perhaps one device under another name. To the gateway they are two.
struct RenamedChild {
  std::string before, now, place;
};

// The first of them by name, and how many there are.
template <class T>
struct Some {
  using Value = T;
  std::uint64_t count = 0;
  std::vector<T> first;

  static constexpr std::size_t kFew = 10;  // to a log, or to a person who did not ask for all

  void add(T one) {
    ++count;
    first.push_back(std::move(one));
  }
  Some few() const {
    return {count,
            {first.begin(), first.begin() + static_cast<std::ptrdiff_t>(std::min(kFew, first.size()))}};
  }
};

struct ReloadChanges {
  std::uint64_t children = 0;  // that are served now, the gateway itself included
  Some<std::string> added, removed;
  Some<MovedChild> moved;                  // with their counters and their open report
  Some<MovedChild> changed;                // in place, entry or profile: they begin anew
  Some<RenamedChild> renamed;              // neither among those added nor among those removed
  Some<std::string> settings;              // "gateway.reports.interval: 5m, now 1m"
  std::vector<std::string> aws, warnings;  // what AWS must know of it (gateway/provision), a sentence each
  std::vector<std::string> notes;          // of the file, as `check` has them

  bool nothing() const {
    return added.count + removed.count + moved.count + changed.count + renamed.count + settings.count == 0;
  }
  ReloadChanges few() const {
    return {children,      added.few(),    removed.few(), moved.few(), changed.few(),
            renamed.few(), settings.few(), aws,           warnings,    notes};
  }
};

// Refused: nothing of the file is in force; the sentence has a line per mistake, as `check` prints them.
// Many changes are long: they are shared, never copied.
using ReloadAnswer = std::variant<std::shared_ptr<const ReloadChanges>, RefusedRequest>;

// Implemented by the composition; runs on the loop's thread; must not block. `done` is called once, on the loop, when the
// file that was read after the order is in force or refused; not if the gateway is stopped first. `uid`: whose order it is, for the log.
class Reloader {
 public:
  using Done = std::function<void(const ReloadAnswer&)>;
  virtual ~Reloader() = default;
  virtual void reload(std::uint32_t uid, Done done) = 0;
};

// Of a gateway whose file is read once.
class NoReloads final : public Reloader {
 public:
  void reload(std::uint32_t, Done done) override {
    done(RefusedRequest{"not_reloadable",
                        "this gateway reads its fleet file once, at its start: start it again"});
  }
};

}  // namespace gatewarden::status
