#include "gateway/status/serve/http_answer.hpp"

#include "gateway/base/text/printable.hpp"
#include "gateway/status/serve/prometheus_text.hpp"

namespace gatewarden::status {
namespace {

HttpAnswer text(unsigned status, std::string body) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::move(body) + "\n";
  return answer;
}

}  // namespace

HttpAnswer HttpAnswerer::answer(const HttpRequest& request) {
  if (request.hosts.size() > 1 || (request.hosts.empty() && !request.old))
    return text(400, "a request names one host");
  if (!request.hosts.empty() && !names_.knows(request.hosts.front(), request.arrived_at))
    return text(421, "not served by that name: gateway.http.names lists more");
  const std::string_view path = request.target.substr(0, request.target.find('?'));
  const bool known = path == "/metrics" || path == "/healthz" || path == "/readyz";
  if (!known) return text(404, "there is /metrics, /healthz and /readyz");
  if (request.method != "GET" && request.method != "HEAD") {
    auto answer = text(405, "only GET and HEAD");
    answer.allow = "GET, HEAD";
    return answer;
  }
  if (path == "/healthz") return text(200, "ok");
  if (path == "/readyz") {
    const auto readiness = source_.readiness();
    return text(readiness.ready ? 200 : 503, printable(readiness.reason));
  }
  if (request.only_health) return text(503, "too many connections: try again later");
  return metrics();
}

HttpAnswer HttpAnswerer::metrics() {
  const auto snapshot =
      per_child_ ? shared_.take() : std::make_shared<const GatewaySnapshot>(source_.snapshot(Depth::totals));
  auto pieces = prometheus_text(snapshot);
  HttpAnswer answer;
  answer.content_type = kPrometheusContentType;
  pieces(answer.body);
  if (per_child_) {
    answer.more = std::move(pieces);
    answer.of = snapshot;
  }
  return answer;
}

}  // namespace gatewarden::status
