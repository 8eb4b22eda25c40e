#include "gateway/status/serve/control_socket.hpp"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cerrno>

#include "gateway/status/documents.hpp"
#include "gateway/status/serve/accept_loop.hpp"
#include "gateway/status/serve/control_answer.hpp"
#include "gateway/status/serve/control_connection.hpp"
#include "gateway/status/serve/seats.hpp"

namespace gatewarden::status {
namespace {

using Local = boost::asio::local::stream_protocol;
using boost::system::error_code;

Error cannot_open(const std::filesystem::path& file, const std::string& why) {
  return Error{"control socket " + file.string() + ": " + why};
}

// A killed gateway leaves a file without a listener.
Result<void> clear_the_way(boost::asio::io_context& io, const std::filesystem::path& file) {
  struct stat seen {};
  if (::lstat(file.c_str(), &seen) != 0) return {};
  if (!S_ISSOCK(seen.st_mode)) return cannot_open(file, "something else has this name: move it away");
  Local::socket probe(io);
  error_code error;
  probe.connect(Local::endpoint(file.string()), error);
  if (!error)
    return cannot_open(file, "a running gateway answers on it: stop it, or choose another state_directory");
  if (::unlink(file.c_str()) != 0) return cannot_open(file, "a dead gateway's socket cannot be removed");
  return {};
}

}  // namespace

class ControlSocket::Server : public std::enable_shared_from_this<Server> {
 public:
  Server(std::filesystem::path file, Clock& clock, const StatusSource& source, Orders orders)
      : file_(std::move(file)), clock_(clock), answerer_(source, orders, clock, ::geteuid()) {
    answerer_.shared().cut_by([this](const GatewaySnapshot* old) {
      seats_.end_all([old](const Seated& each) { return each->reads(old); });
    });
  }

  void start(Local::acceptor acceptor) {
    loop_ = std::make_shared<AcceptLoop<Local>>(std::move(acceptor), clock_,
                                                [this](Local::socket socket) { welcome(std::move(socket)); });
    loop_->start();
  }
  void close() {
    loop_->close();
    seats_.close();
    ::unlink(file_.c_str());
  }

 private:
  using Seated = Seats<ControlConnection>::Seated;

  // The one who has been idle for the longest gives way. Where all are being served, one client beyond the limit is told
  // so; further ones are closed at once.
  void welcome(Local::socket socket) {
    const bool full = seats_.size() >= kMaxClients &&
                      !seats_.idle_gives_way(clock_.now(), [](const Seated&) { return true; });
    if (seats_.size() > kMaxClients) return;
    auto gone = [weak = weak_from_this()](const Seated& client) {
      if (const auto self = weak.lock()) self->seats_.remove(client);
    };
    auto client = std::make_shared<ControlConnection>(std::move(socket), clock_, answerer_, std::move(gone));
    seats_.add(client);
    if (!full) return client->start();
    client->refuse(error_document("too_many_clients", "16 clients are connected already: try again later"));
  }

  std::filesystem::path file_;
  Clock& clock_;
  ControlAnswerer answerer_;
  std::shared_ptr<AcceptLoop<Local>> loop_;
  Seats<ControlConnection> seats_;
};

ControlSocket::ControlSocket(std::shared_ptr<Server> server) : server_(std::move(server)) {}
ControlSocket::~ControlSocket() { server_->close(); }

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(boost::asio::io_context& io, Clock& clock,
                                                           const std::filesystem::path& state_directory,
                                                           const StatusSource& source, Orders orders) {
  const auto file = state_directory / kControlSocketName;
  if (file.string().size() >= sizeof(sockaddr_un::sun_path)) {
    return cannot_open(
        file, "the path is longer than a socket's may be (107 bytes): choose a shorter state_directory");
  }
  if (auto clear = clear_the_way(io, file); !clear) return Error{clear.error()};
  Local::acceptor acceptor(io);
  error_code error;
  acceptor.open(Local(), error);
  if (!error) acceptor.bind(Local::endpoint(file.string()), error);
  if (!error && ::chmod(file.c_str(), 0600) != 0) error.assign(errno, boost::system::system_category());
  if (!error) acceptor.listen(static_cast<int>(kMaxClients), error);
  if (error) return cannot_open(file, error.message());
  auto server = std::make_shared<Server>(file, clock, source, orders);
  server->start(std::move(acceptor));
  return std::unique_ptr<ControlSocket>(new ControlSocket(std::move(server)));
}

}  // namespace gatewarden::status
