#include "gateway/app/support/log_tail.hpp"

#include <unistd.h>

#include <algorithm>
#include <vector>

#include "gateway/base/regular_file.hpp"
#include "gateway/base/text/errno_words.hpp"

namespace gatewarden::app {
namespace {

// Whole lines.
std::string end_of(std::string text) {
  if (text.size() <= kMaxTailBytes) return text;
  text.erase(0, text.size() - kMaxTailBytes);
  return text.substr(std::min(text.find('\n'), text.size() - 1) + 1);
}

Result<std::string> end_of_file(const std::filesystem::path& file) {
  auto opened = RegularFile::open(file);
  if (!opened) return Error{file.string() + ": " + opened.error()};
  const off_t most = kMaxTailBytes + 1;  // one more: so the first line is known to be cut
  const off_t size = std::min(opened->status().st_size, most);
  std::string text(static_cast<std::size_t>(size), '\0');
  const ssize_t count =
      ::pread(opened->descriptor(), text.data(), text.size(), opened->status().st_size - size);
  if (count < 0) return Error{file.string() + ": " + errno_words(errno)};
  text.resize(static_cast<std::size_t>(count));
  return end_of(std::move(text));
}

std::string end_of_standard_input() {
  std::string text;
  std::vector<char> piece(65536);
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (count <= 0) return end_of(std::move(text));
    text.append(piece.data(), static_cast<std::size_t>(count));
    if (text.size() > 4 * kMaxTailBytes) text = end_of(std::move(text));
  }
}

}  // namespace

Result<std::string> log_tail(const std::filesystem::path& file) {
  if (file == "-") return end_of_standard_input();
  if (!file.empty()) return end_of_file(file);
  return Error{
      "give the file that it goes to with --log, or: journalctl -u gatewarden -n 5000 | gatewarden "
      "support-bundle --log -"};
}

}  // namespace gatewarden::app
