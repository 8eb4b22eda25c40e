#include "gateway/app/trial/temporary_folder.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <utility>

#include "gateway/base/text/errno_words.hpp"

namespace gatewarden::app {
namespace {

[[noreturn]] void remove_after_the_end(int ended, const std::filesystem::path& path) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) std::signal(signal, SIG_IGN);
  // A reader of the output must not wait for this process.
  for (const int standard : {0, 1, 2}) ::close(standard);
  char none = 0;
  while (::read(ended, &none, 1) < 0 && errno == EINTR) {
  }
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
  std::_Exit(0);
}

}  // namespace

Result<TemporaryFolder> TemporaryFolder::make(const std::string& name) {
  std::error_code ignored;
  const auto above = std::filesystem::temp_directory_path(ignored);
  std::string path = ((above.empty() ? std::filesystem::path("/tmp") : above) / (name + ".XXXXXX")).string();
  if (::mkdtemp(path.data()) == nullptr) return Error{path + " cannot be made: " + errno_words(errno)};
  const auto failed = [&path](const char* what) {
    const std::string why = errno_words(errno);
    ::rmdir(path.c_str());
    return Error{what + why};
  };
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return failed("no pipe: ");
  const pid_t remover = ::fork();
  if (remover == 0) {
    ::close(ends[1]);
    remove_after_the_end(ends[0], path);
  }
  if (remover < 0) {
    const Error error = failed("no child process: ");
    ::close(ends[0]), ::close(ends[1]);
    return error;
  }
  ::close(ends[0]);
  return TemporaryFolder(path, ends[1], remover);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::move(other.path_)),
      alive_(std::exchange(other.alive_, -1)),
      remover_(std::exchange(other.remover_, -1)) {}

TemporaryFolder::~TemporaryFolder() {
  if (remover_ < 0) return;
  ::close(alive_);
  ::waitpid(remover_, nullptr, 0);
}

}  // namespace gatewarden::app
