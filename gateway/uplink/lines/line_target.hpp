// What a LineWriter writes to. All but give_up() is called by the writer's thread alone, where signals are
// blocked: a broken pipe or a limit on file sizes is an error, never the end of the process.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatewarden {

class LineTarget {
 public:
  struct Written {
    std::size_t bytes = 0;  // whole lines only, from the front
    unsigned rotations = 0;
    std::string trouble{};  // empty: none. Names the target, what is wrong and the remedy
  };

  virtual ~LineTarget() = default;
  virtual std::string name() const = 0;
  // Writes lines, each with its end; at first none, to find out whether it could. What was not taken comes
  // first the next time, unchanged: a target that left a line in its middle goes on from there.
  virtual Written write(std::string_view lines) = 0;
  // From another thread: from now on a write that only waits returns with what it has.
  virtual void give_up() {}
};

// The first lines that fit into `room` bytes together, but one at least. `lines` ends with the end of a line.
inline std::string_view whole_lines(std::string_view lines, std::size_t room) {
  if (lines.size() <= room) return lines;
  const std::size_t end = room > 0 ? lines.rfind('\n', room - 1) : std::string_view::npos;
  return lines.substr(0, (end == std::string_view::npos ? lines.find('\n') : end) + 1);
}

}  // namespace gatewarden
