// What is logged while it lives: standard error, in a file of its own.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "gateway/base/log.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::test {

class LogCapture {
 public:
  LogCapture() : before_(::dup(STDERR_FILENO)) {
    const int file = ::open(path_.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
    log::set_level(log::Level::info);
    log::forget_unsaid();
  }
  ~LogCapture() {
    std::fflush(stderr);
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
  }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

  std::string text() const {
    std::fflush(stderr);
    std::ostringstream all;
    all << std::ifstream(path_).rdbuf();
    return all.str();
  }
  // Lines of this event.
  std::size_t count(const std::string& event) const {
    const std::string all = text(), word = "event=" + event;
    std::size_t times = 0;
    for (std::size_t at = all.find(word); at != std::string::npos; at = all.find(word, at + 1)) {
      const char after = all[at + word.size()];
      times += after == ' ' || after == '\n' ? 1 : 0;
    }
    return times;
  }

 private:
  TemporaryFolder folder_;
  std::string path_ = folder_ / "log";
  int before_;
};

}  // namespace gatewarden::test
