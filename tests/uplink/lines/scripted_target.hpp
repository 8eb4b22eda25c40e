// A line target that stalls, fails and recovers on demand, and lines for it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "gateway/uplink/lines/line_writer.hpp"

namespace gatewarden::test {

// The test's side; outlives the writer.
struct TargetStory {
  std::mutex mutex;
  std::condition_variable changed;
  bool stalled = false;
  bool lets_go = true;  // when told to give up; a hanging disk does not
  bool given_up = false;
  bool inside = false;  // a write is under way
  bool gone = false;
  std::string trouble;
  std::string written;
  unsigned writes = 0;  // of lines

  template <class Change>
  void tell(Change change) {
    {
      const std::lock_guard lock(mutex);
      change(*this);
    }
    changed.notify_all();
  }
  template <class Predicate>
  bool becomes(Predicate so) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), [&] { return so(*this); });
  }
};

class ScriptedTarget final : public LineTarget {
 public:
  explicit ScriptedTarget(std::shared_ptr<TargetStory> story) : story_(std::move(story)) {}
  ~ScriptedTarget() override {
    story_->tell([](TargetStory& s) { s.gone = true; });
  }

  std::string name() const override { return "story"; }
  Written write(std::string_view lines) override {
    std::unique_lock lock(story_->mutex);
    story_->inside = true;
    story_->changed.notify_all();
    story_->changed.wait(lock, [&] { return !story_->stalled || (story_->given_up && story_->lets_go); });
    story_->inside = false;
    if (story_->stalled) return {};
    if (!story_->trouble.empty()) return {0, 0, story_->trouble};
    story_->written += lines;
    story_->writes += lines.empty() ? 0 : 1;
    story_->changed.notify_all();
    return {lines.size()};
  }
  void give_up() override {
    story_->tell([](TargetStory& s) { s.given_up = true; });
  }

 private:
  std::shared_ptr<TargetStory> story_;
};

// "line 17 xxx...", as long as a short report; numbered in call order.
inline std::string line_of(std::uint64_t number, std::size_t padding = 40) {
  return "{\"line\":" + std::to_string(number) + ",\"x\":\"" + std::string(padding, 'x') + "\"}";
}

inline SteadyTime soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }

}  // namespace gatewarden::test
