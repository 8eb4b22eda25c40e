// Text for a reader who may read slowly or not at all (a stopped terminal, a pager, a pipe), printed by a thread of its
// own: a loop never waits for one. What a loop tells again and again is worth telling only as it stands: it asks idle()
// first, and leaves out what would stand behind an older text.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <thread>

#include "gateway/base/clock.hpp"

namespace gatewarden {

class Printer {
 public:
  // For a reader who takes nothing, at the end.
  static constexpr Duration kPatience = std::chrono::seconds(1);

  // The descriptor is owned by the caller and stays open: a thread that is left behind may still write a piece to it. Its
  // flags stay, since others share it. Throws std::system_error if there is no thread (background_thread.hpp).
  explicit Printer(int descriptor);
  ~Printer();  // wait(kPatience): of a reader who takes nothing the rest is given up
  Printer(const Printer&) = delete;
  Printer& operator=(const Printer&) = delete;

  // Behind what waits; never blocks. Thrown away when nobody reads any more. What waits has no bound but idle().
  void print(std::string_view text);
  // Whether a text would be read now: nothing waits, and somebody reads.
  bool idle() const;
  // Whether nobody reads any more: a write has failed.
  bool gone() const;
  // Whether all is taken: waits for that until nobody reads any more, or nothing was taken for `patience`.
  // Without one it waits as long as the reader likes.
  bool wait(std::optional<Duration> patience) const;

 private:
  class Desk;  // shared with the thread, which is left behind while it waits for a reader

  std::shared_ptr<Desk> desk_;
  std::thread thread_;
};

}  // namespace gatewarden
