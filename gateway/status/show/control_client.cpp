#include "gateway/status/show/control_client.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "gateway/base/text/printable.hpp"
#include "gateway/status/documents.hpp"
#include "gateway/status/json_text.hpp"

namespace gatewarden::status {
namespace {

constexpr std::size_t kMaxAnswerBytes = 256 * 1024 * 1024;  // 30,000 children take 13 MB

struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

bool ready(int descriptor, short events, Duration patience) {
  pollfd waiting{descriptor, events, 0};
  const auto limit = std::chrono::ceil<std::chrono::milliseconds>(patience).count();
  return ::poll(&waiting, 1, static_cast<int>(limit)) > 0;
}

Result<int> connect_to(const std::filesystem::path& directory) {
  const std::string file = (directory / kControlSocketName).string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (file.size() >= sizeof address.sun_path) {
    return Error{"no gateway runs on " + printable(directory.string()) +
                 ": the path is too long for a socket"};
  }
  std::memcpy(address.sun_path, file.c_str(), file.size() + 1);
  Descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (::connect(socket.number, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int why = errno;
    if (why == EACCES || why == EPERM) {
      return Error{"the state directory " + printable(directory.string()) +
                   " is not yours to read: run this as the gateway's user, or with sudo"};
    }
    struct statvfs disk {};
    if (::statvfs(directory.c_str(), &disk) == 0 && (disk.f_flag & ST_RDONLY) != 0) {
      return Error{
          "the state directory " + printable(directory.string()) +
          " is on a read-only disk, where a gateway has no control socket: see its log, or /metrics"};
    }
    return Error{"no gateway runs on " + printable(directory.string()) + " (" + std::strerror(why) +
                 "): start one with `gatewarden run`, or name its directory with --state-directory"};
  }
  ::fcntl(socket.number, F_SETFL, O_NONBLOCK);
  return std::exchange(socket.number, -1);
}

std::string ask_about(std::string request, std::string_view thing) {
  append_json(request, thing);
  return request + "}";
}

}  // namespace

std::string ask_child(std::string_view thing) { return ask_about(R"({"ask":"child","thing":)", thing); }
std::string_view ask_to_reload(bool all) {
  return all ? R"({"ask":"reload","all":true})" : R"({"ask":"reload"})";
}
std::string ask_to_forget(std::string_view thing) { return ask_about(R"({"ask":"forget","thing":)", thing); }

Result<std::string> ask_gateway(const std::filesystem::path& directory, std::string_view request,
                                Duration patience) {
  const auto connected = connect_to(directory);
  if (!connected) return Error{connected.error()};
  const Descriptor socket{*connected};
  const Error silent{"the gateway on " + printable(directory.string()) +
                     " does not answer: is it stopped or overloaded?"};
  const Error broken{"the gateway on " + printable(directory.string()) +
                     " ended the conversation: is it shutting down?"};

  // A request fits into the socket's buffer: one send takes it, or the gateway is gone.
  const std::string line = std::string(request) + "\n";
  if (!ready(socket.number, POLLOUT, patience)) return silent;
  if (::send(socket.number, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size()))
    return broken;

  std::string answer;
  char piece[65536];
  while (answer.empty() || answer.back() != '\n') {
    if (!ready(socket.number, POLLIN, patience)) return silent;
    const auto count = ::recv(socket.number, piece, sizeof piece, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count <= 0 || answer.size() > kMaxAnswerBytes) return broken;
    answer.append(piece, static_cast<std::size_t>(count));
  }
  answer.pop_back();
  return answer;
}

}  // namespace gatewarden::status
