#include "gateway/app/http_listener.hpp"

#include "gateway/base/text/host_port.hpp"

namespace gatewarden::app {
namespace {

bool same_port(const std::string& a, const std::string& b) {
  const auto first = parse_host_port(a, 0), second = parse_host_port(b, 0);
  return first && second && first->port == second->port;
}

}  // namespace

Result<std::unique_ptr<status::HttpServer>> HttpListener::listen(const config::Http& wanted) {
  return status::HttpServer::listen(io_, clock_, {wanted.listen, wanted.per_child}, source_);
}

Result<void> HttpListener::apply(const config::Http& wanted) {
  if (wanted.listen.empty()) {
    server_.reset();
  } else if (server_ && wanted.listen == now_.listen) {
    server_->show_children(wanted.per_child);
  } else {
    auto fresh = listen(wanted);
    if (!fresh && server_ && same_port(wanted.listen, now_.listen)) {
      server_.reset();  // it may itself be in the way: 0.0.0.0 and 127.0.0.1 share their ports
      fresh = listen(wanted);
      if (!fresh) {
        auto again = listen(now_);
        if (!again) return Error{fresh.error() + "; and " + now_.listen + " is lost: " + again.error()};
        server_ = std::move(*again);
      }
    }
    if (!fresh) return Error{fresh.error()};
    server_ = std::move(*fresh);
  }
  now_ = wanted;
  return {};
}

}  // namespace gatewarden::app
