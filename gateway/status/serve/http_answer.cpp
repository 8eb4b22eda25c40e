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

HttpAnswer HttpAnswerer::answer(std::string_view method, std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  const bool known = path == "/metrics" || path == "/healthz" || path == "/readyz";
  if (!known) return text(404, "there is /metrics, /healthz and /readyz");
  if (method != "GET" && method != "HEAD") {
    auto answer = text(405, "only GET and HEAD");
    answer.allow = "GET, HEAD";
    return answer;
  }
  if (path == "/healthz") return text(200, "ok");
  if (path == "/readyz") {
    const auto readiness = source_.readiness();
    return text(readiness.ready ? 200 : 503, printable(readiness.reason));
  }
  auto pieces = prometheus_text(
      per_child_ ? shared_.take() : std::make_shared<const GatewaySnapshot>(source_.snapshot(Depth::totals)));
  HttpAnswer answer;
  answer.content_type = kPrometheusContentType;
  pieces(answer.body);
  if (per_child_) answer.more = std::move(pieces);
  return answer;
}

}  // namespace gatewarden::status
