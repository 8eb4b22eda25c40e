// What `gatewarden status` prints: the running gateway asked over its control socket, its answer drawn.
#pragma once

#include <filesystem>
#include <string>

#include "gateway/base/result.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::status {

struct StatusQuestion {
  std::filesystem::path state_directory;
  std::string thing;  // empty: the whole gateway
};

// An error names the directory nobody answers on, or the thing nobody knows with the
// ones that may have been meant.
Result<std::string> ask_for_page(const StatusQuestion& question, const Screen& screen);
// What was last sent for the thing: its topic, the bytes, the document, and the service's verdict; and the
// last report that was rejected.
Result<std::string> ask_for_last(const StatusQuestion& question, const Screen& screen);
// The very bytes of that report.
Result<std::string> ask_for_last_bytes(const StatusQuestion& question);
// The gateway's document as it came, one line.
Result<std::string> ask_for_json(const StatusQuestion& question);

}  // namespace gatewarden::status
