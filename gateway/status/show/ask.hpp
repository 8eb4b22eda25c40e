// Asks the running gateway over its control socket, for commands.
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

// An error names the directory without a gateway, or an unknown thing and similar ones.
Result<std::string> ask_for_page(const StatusQuestion& question, const Screen& screen);
// The thing's last report: topic, bytes, document and verdict; and its last rejected report.
Result<std::string> ask_for_last(const StatusQuestion& question, const Screen& screen);
// That report's bytes.
Result<std::string> ask_for_last_bytes(const StatusQuestion& question);
// Orders the gateway to forget the thing; what it says of it, in lines, or its document as received.
Result<std::string> order_to_forget(const StatusQuestion& question);
Result<std::string> order_to_forget_for_json(const StatusQuestion& question);
// Whether it runs as it should: a line that says so. An error says why not, or that no loop answered in time.
Result<std::string> ask_for_health(const StatusQuestion& question);
// A link's learned children as entries of the fleet file, and remarks on what is not among them.
enum class LearnedAs { yaml, csv };
struct Learned {
  std::string entries, remarks;
};
Result<Learned> ask_for_learned(const StatusQuestion& question, const std::string& link, LearnedAs shape);
// Orders it to read its fleet file again and waits until that is in force; what it says of it, in lines, or its document
// as received. An error may have several lines: what is wrong with the file. `all`: every name, not the first ten.
Result<std::string> order_to_reload(const std::filesystem::path& state_directory, bool all);
Result<std::string> order_to_reload_for_json(const std::filesystem::path& state_directory, bool all);
// The gateway's document as received, one line.
Result<std::string> ask_for_json(const StatusQuestion& question);

}  // namespace gatewarden::status
