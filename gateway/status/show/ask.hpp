// What `gatewarden status` prints: asks the running gateway over its control socket and draws its answer.
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

// An error names the directory where no gateway answers, or the unknown thing with similar names.
Result<std::string> ask_for_page(const StatusQuestion& question, const Screen& screen);
// What was last sent for the thing: topic, bytes, document and the service's verdict; and the
// last rejected report.
Result<std::string> ask_for_last(const StatusQuestion& question, const Screen& screen);
// The very bytes of that report.
Result<std::string> ask_for_last_bytes(const StatusQuestion& question);
// The gateway's document as it came, one line.
Result<std::string> ask_for_json(const StatusQuestion& question);

}  // namespace gatewarden::status
