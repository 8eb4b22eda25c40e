// What a LineWriter writes to. Only the writer's thread calls it (except give_up()), with signals blocked: a
// broken pipe or a file size limit is an error and does not end the process.
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
    std::string trouble{};  // empty: none. Names the target, the fault and the remedy
  };

  virtual ~LineTarget() = default;
  virtual std::string name() const = 0;
  // Writes lines, each with its end; first none, as a test. What was not taken comes first the next time,
  // unchanged: a target continues a half-written line.
  virtual Written write(std::string_view lines) = 0;
  // From another thread: ends a write that only waits.
  virtual void give_up() {}
};

// The first lines that fit into `room` bytes, at least one. `lines` ends with a line's end.
inline std::string_view whole_lines(std::string_view lines, std::size_t room) {
  if (lines.size() <= room) return lines;
  const std::size_t end = room > 0 ? lines.rfind('\n', room - 1) : std::string_view::npos;
  return lines.substr(0, (end == std::string_view::npos ? lines.find('\n') : end) + 1);
}

}  // namespace gatewarden
