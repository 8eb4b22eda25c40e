#include "gateway/status/control_socket.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "gateway/status/accept_loop.hpp"
#include "gateway/status/documents.hpp"
#include "gateway/status/shared_snapshot.hpp"

namespace gatewarden::status {
namespace {

using Local = boost::asio::local::stream_protocol;
using boost::system::error_code;

// What clients are answered from.
struct Answerer {
  const StatusSource& source;
  SharedSnapshot& shared;

  Pieces answer(std::string_view request) const {
    const auto json = nlohmann::json::parse(request, nullptr, false);
    const auto member = [&](const char* name) {
      if (!json.is_object()) return std::string();
      const auto found = json.find(name);
      return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const std::string ask = member("ask");
    if (ask == "status") return status_document(shared.take());
    if (ask == "child") {
      const std::string thing = member("thing");
      if (const auto detail = source.child(thing)) return whole(child_document(*detail));
      return whole(error_document("unknown_thing", "no child is called \"" + thing + "\""));
    }
    return whole(error_document("unknown_request",
                                R"(a request is {"ask":"status"} or {"ask":"child","thing":"..."})"));
  }
  static Pieces whole(std::string document) {
    return [rest = std::move(document)](std::string& out) mutable {
      if (rest.empty()) return false;
      out += std::exchange(rest, {});
      return true;
    };
  }
};

// One connection: reads a line, writes its answer, and so on. Closed by whichever comes first: the
// client, a deadline, or the server.
class Client : public std::enable_shared_from_this<Client> {
 public:
  using Gone = std::function<void(const std::shared_ptr<Client>&)>;
  Client(Local::socket socket, Clock& clock, Answerer answerer, Gone gone)
      : socket_(std::move(socket)), clock_(clock), answerer_(answerer), gone_(std::move(gone)) {}

  void start() {
    make_deadline();
    serve();
  }
  void refuse(const std::string& document) {
    last_ = true;
    make_deadline();
    say(Answerer::whole(document));
  }
  void close() {
    closed_ = true;
    deadline_.reset();
    pieces_ = nullptr;
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  void make_deadline() {
    deadline_ = clock_.timer([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->end();
    });
  }
  void end() {
    if (closed_) return;
    close();
    gone_(shared_from_this());
  }
  // Answers the next line if there is one, else waits for more.
  void serve() {
    const auto* begin = request_.data();
    const auto* newline = std::find(begin, begin + used_, '\n');
    if (newline != begin + used_) {
      const std::size_t length = static_cast<std::size_t>(newline - begin);
      auto answer = answerer_.answer({begin, length});
      std::copy(newline + 1, begin + used_, request_.data());
      used_ -= length + 1;
      say(std::move(answer));
    } else if (used_ == request_.size()) {
      last_ = true;
      say(Answerer::whole(error_document("request_too_long", "a request is at most 4096 bytes")));
    } else {
      read();
    }
  }
  void read() {
    deadline_->arm(clock_.now() + ControlSocket::kMaxIdle);
    const auto room = boost::asio::buffer(request_.data() + used_, request_.size() - used_);
    socket_.async_read_some(room, [self = shared_from_this()](const error_code& error, std::size_t count) {
      if (self->closed_) return;
      if (error) return self->end();
      self->used_ += count;
      self->serve();
    });
  }
  void say(Pieces pieces) {
    pieces_ = std::move(pieces);
    write();
  }
  void write() {
    piece_.clear();
    const bool more = pieces_(piece_);
    if (!more) piece_ = "\n";
    deadline_->arm(clock_.now() + ControlSocket::kMaxPieceTime);
    boost::asio::async_write(socket_, boost::asio::buffer(piece_),
                             [self = shared_from_this(), more](const error_code& error, std::size_t) {
                               if (self->closed_) return;
                               if (error || (!more && self->last_)) return self->end();
                               if (more) return self->write();
                               self->pieces_ = nullptr;  // lets go of the snapshot
                               self->serve();
                             });
  }

  Local::socket socket_;
  Clock& clock_;
  Answerer answerer_;
  Gone gone_;
  std::unique_ptr<Timer> deadline_;
  std::array<char, ControlSocket::kMaxRequestBytes> request_{};
  std::size_t used_ = 0;
  Pieces pieces_;
  std::string piece_;
  bool last_ = false;  // the answer under way ends the connection
  bool closed_ = false;
};

Error cannot_open(const std::filesystem::path& file, const std::string& why) {
  return Error{"control socket " + file.string() + ": " + why};
}

// A file without a listener is what a killed gateway leaves.
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
  Server(std::filesystem::path file, Clock& clock, const StatusSource& source)
      : file_(std::move(file)), clock_(clock), source_(source), shared_(source, clock) {}

  void start(Local::acceptor acceptor) {
    loop_ = std::make_shared<AcceptLoop<Local>>(std::move(acceptor), clock_,
                                                [this](Local::socket socket) { welcome(std::move(socket)); });
    loop_->start();
  }
  void close() {
    loop_->close();
    for (const auto& client : clients_) client->close();
    clients_.clear();
    ::unlink(file_.c_str());
  }

 private:
  void welcome(Local::socket socket) {
    auto client = std::make_shared<Client>(std::move(socket), clock_, Answerer{source_, shared_},
                                           [weak = weak_from_this()](const std::shared_ptr<Client>& gone) {
                                             if (const auto self = weak.lock()) self->clients_.erase(gone);
                                           });
    // One seat beyond the limit tells a client why it cannot stay; further ones are closed at once.
    if (clients_.size() > kMaxClients) return;
    clients_.insert(client);
    if (clients_.size() <= kMaxClients) return client->start();
    client->refuse(error_document("too_many_clients", "16 clients are connected already: try again later"));
  }

  std::filesystem::path file_;
  Clock& clock_;
  const StatusSource& source_;
  SharedSnapshot shared_;
  std::shared_ptr<AcceptLoop<Local>> loop_;
  std::set<std::shared_ptr<Client>> clients_;
};

ControlSocket::ControlSocket(std::shared_ptr<Server> server) : server_(std::move(server)) {}
ControlSocket::~ControlSocket() { server_->close(); }

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(boost::asio::io_context& io, Clock& clock,
                                                           const std::filesystem::path& state_directory,
                                                           const StatusSource& source) {
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
  auto server = std::make_shared<Server>(file, clock, source);
  server->start(std::move(acceptor));
  return std::unique_ptr<ControlSocket>(new ControlSocket(std::move(server)));
}

}  // namespace gatewarden::status
