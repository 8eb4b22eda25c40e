#include "tests/support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <utility>

#include "tests/support/eventually.hpp"

extern char** environ;
// Of gcov, where it counts (tests/coverage).
extern "C" void __gcov_dump() __attribute__((weak));  // NOLINT(bugprone-reserved-identifier)

namespace gatewarden::test {
namespace {

// Both ends close with this object, and at exec.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  ~Pipe() {
    for (const int end : ends_)
      if (end >= 0) ::close(end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  int take_reading() { return std::exchange(ends_[0], -1); }
  int take_writing() { return std::exchange(ends_[1], -1); }
  void close_writing() { ::close(take_writing()); }

 private:
  std::array<int, 2> ends_{-1, -1};
};

// In the child: ends it with its parent, which may already have ended.
void end_with_parent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
}

[[noreturn]] void run_body(const ChildProcess::Body& body) {
  int status = 1;
  try {
    status = body();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  if (__gcov_dump) __gcov_dump();  // _exit() writes no counts
  ::_exit(status);
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  std::vector<std::string> made;
  for (char** each = environ; *each; ++each) {
    const std::string_view variable = *each;
    if (!added.contains(std::string(variable.substr(0, variable.find('='))))) made.emplace_back(variable);
  }
  for (const auto& [name, value] : added) made.push_back(name + "=" + value);
  return made;
}

// Servers are in /usr/sbin, which is not in an ordinary user's PATH.
std::string path_of(const std::string& program) {
  const std::string server = "/usr/sbin/" + program;
  return program.find('/') == std::string::npos && ::access(server.c_str(), X_OK) == 0 ? server : program;
}

// Made before the fork: nothing may be allocated between fork and exec.
struct Start {
  std::string path;
  std::vector<std::string> words, environment;
  std::vector<char*> arguments = pointers_to(words), variables = pointers_to(environment);
  std::string output;
  Pipe failure{};  // closed by a successful exec
  Pipe input{}, from{};
  bool pipes = false;

  [[noreturn]] void become() const {
    const int nowhere = ::open("/dev/null", O_RDWR);
    const int log = output.empty() ? nowhere : ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(pipes ? input.reading() : nowhere, STDIN_FILENO);
    ::dup2(pipes ? from.writing() : log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::dup2(failure.writing(), 3);
    ::fcntl(3, F_SETFD, FD_CLOEXEC);
    ::close_range(4, ~0u, 0);  // a copy would keep a test's socket open
    ::execvpe(path.c_str(), arguments.data(), variables.data());
    const int error = errno;
    ::_exit(::write(3, &error, sizeof error) == sizeof error ? 127 : 126);
  }
};

}  // namespace

ChildProcess ChildProcess::program(std::vector<std::string> words, Setup setup) {
  const std::string name = words.at(0);
  Start start{.path = path_of(name),
              .words = std::move(words),
              .environment = environment_with(setup.environment),
              .output = setup.output,
              .pipes = setup.pipes};
  const pid_t parent = ::getpid();
  ChildProcess child;
  child.pid_ = ::fork();
  if (child.pid_ == 0) {
    end_with_parent(parent);
    start.become();
  }
  if (child.pid_ < 0) throw std::runtime_error("no process for " + name + ": " + std::strerror(errno));
  start.failure.close_writing();
  int error = 0;
  if (::read(start.failure.reading(), &error, sizeof error) == sizeof error)
    throw std::runtime_error(name + " cannot be started: " + std::strerror(error));
  if (setup.pipes) {
    child.input_ = start.input.take_writing();
    child.output_ = start.from.take_reading();
  }
  return child;
}

ChildProcess ChildProcess::function(const Body& body) {
  const pid_t parent = ::getpid();
  ChildProcess child;
  child.pid_ = ::fork();
  if (child.pid_ == 0) {
    end_with_parent(parent);
    run_body(body);
  }
  if (child.pid_ < 0) throw std::runtime_error(std::string("no process: ") + std::strerror(errno));
  return child;
}

ChildProcess ChildProcess::on_terminal(unsigned short rows, unsigned short columns, const Body& body) {
  winsize size{};
  size.ws_row = rows;
  size.ws_col = columns;
  const pid_t parent = ::getpid();
  ChildProcess child;
  child.pid_ = ::forkpty(&child.terminal_, nullptr, nullptr, &size);
  if (child.pid_ == 0) {
    end_with_parent(parent);
    run_body(body);
  }
  if (child.pid_ < 0) throw std::runtime_error(std::string("no pseudo-terminal: ") + std::strerror(errno));
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { *this = std::move(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  forget();
  pid_ = std::exchange(other.pid_, -1);
  status_ = std::exchange(other.status_, kStillRunning);
  input_ = std::exchange(other.input_, -1);
  output_ = std::exchange(other.output_, -1);
  terminal_ = std::exchange(other.terminal_, -1);
  return *this;
}

ChildProcess::~ChildProcess() { forget(); }

bool ChildProcess::running() {
  int status = 0;
  if (pid_ <= 0) return false;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
  pid_ = -1;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

int ChildProcess::wait(Limit limit) {
  return eventually([this] { return !running(); }, limit) ? status_ : kStillRunning;
}

void ChildProcess::signal(int number) const {
  if (pid_ <= 0) throw std::logic_error("no child to signal");
  ::kill(pid_, number);
}

int ChildProcess::end(int number) {
  if (!running()) return status_;
  signal(number);
  if (wait() != kStillRunning) return status_;
  signal(SIGKILL);
  return wait();
}

void ChildProcess::say(std::string_view text) const {
  if (::write(input_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("the child does not listen");
}

void ChildProcess::close_input() {
  if (input_ >= 0) ::close(std::exchange(input_, -1));
}

std::string ChildProcess::read_line(Limit limit) const {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  std::string line;
  for (char c = 0;; line += c) {
    const auto left = deadline - std::chrono::steady_clock::now();
    pollfd waiting{output_, POLLIN, 0};
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    if (milliseconds <= 0 || ::poll(&waiting, 1, static_cast<int>(milliseconds)) <= 0) return line;
    if (::read(output_, &c, 1) != 1 || c == '\n') return line;
  }
}

void ChildProcess::forget() noexcept {
  for (int* const descriptor : {&input_, &output_, &terminal_})
    if (*descriptor >= 0) ::close(std::exchange(*descriptor, -1));
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace gatewarden::test
