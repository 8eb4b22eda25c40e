#include "gateway/app/connect/rights.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/duration_text.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/uplink/quarantine.hpp"

namespace gatewarden::app {
namespace {

using Verdict = Step::Verdict;

UplinkSettings shortened(UplinkSettings settings) {
  settings.answer_timeout = std::min(settings.answer_timeout, Rights::kPatience);
  settings.target.connect_timeout = std::min(settings.target.connect_timeout, Rights::kPatience);
  return settings;
}

std::string connect_remedy(const UplinkSettings& settings, std::optional<std::uint8_t> reason) {
  if (settings.permitted_by == Permission::recipe)
    return "the gateway must run as a component of the nucleus, whose recipe allows aws.greengrass.ipc.mqttproxy";
  const mqtt::Target& target = settings.target;
  if (reason == mqtt::kBadUserNameOrPassword) return "correct username and password_file";
  if (reason == mqtt::kUnsupportedProtocolVersion) return "set version: 3.1.1";
  if (reason == mqtt::kClientIdentifierNotValid) return "set another client_id";
  return "the certificate must be active and have a policy with the statement " +
         policy_statement("iot:Connect", "client/" + target.client_id, target.host) +
         "; a broker of your own must know the user or certificate";
}

std::string rejected_remedy(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::throttled)
    return "the service takes a report of a thing every 5 minutes: does another gateway, or one with another state "
           "directory, report for this thing?";
  return "`gatewarden plan` shows what the report has, `gatewarden decode` what is known to be wrong with one";
}

}  // namespace

Rights::Rights(Clock& clock, UplinkSettings settings, mqtt::SessionFactory sessions, Make make, Tell tell,
               std::function<void()> done)
    : clock_(clock),
      settings_(shortened(std::move(settings))),
      watch_{[this] { connected(); }, [this](const std::string& why, auto reason) { lost(why, reason); },
             [this](const std::vector<std::uint8_t>& codes) { subscribed(codes); }},
      make_(std::move(make)),
      tell_(std::move(tell)),
      done_(std::move(done)),
      deadline_(clock.timer([this] { too_late(); })),
      end_(clock.timer([this] { uplink_->drain(clock_.now() + std::chrono::seconds(1), done_); })),
      uplink_(std::make_unique<Uplink>(
          settings_,
          Uplink::Parts{clock, watched(std::move(sessions), watch_), *this, *this,
                        [this](std::string_view thing) { return thing == settings_.gateway; }},
          1)) {}

Rights::~Rights() = default;

void Rights::start() {
  enter(Stage::connecting, kPatience);
  uplink_->start();
}

void Rights::enter(Stage stage, Duration patience) {
  stage_ = stage;
  deadline_->arm(clock_.now() + patience);
}

void Rights::say(Verdict verdict, std::string said, std::string remedy) {
  const char* name = stage_ == Stage::connecting    ? "connect"
                     : stage_ == Stage::subscribing ? "subscribe"
                                                    : "publish";
  tell_({verdict, name, std::move(said), std::move(remedy)});
}

// Later: whoever calls is inside of the uplink.
void Rights::finish() {
  if (stage_ == Stage::over) return;
  stage_ = Stage::over;
  deadline_->cancel();
  end_->arm(clock_.now());
}

void Rights::connected() {
  if (stage_ != Stage::connecting) return;
  say(Verdict::pass, settings_.permitted_by == Permission::recipe
                         ? "the Greengrass nucleus takes the gateway as its component"
                         : "the broker takes the client id " + settings_.target.client_id);
  if (settings_.defender && settings_.answers != Answers::off) return enter(Stage::subscribing, kPatience);
  make_report();
}

void Rights::lost(const std::string& why, std::optional<std::uint8_t> reason) {
  const std::string named = reason ? mqtt::describe(*reason) : "";
  const std::string said = why.find(named) == std::string::npos ? why + " (" + named + ")" : why;
  if (stage_ == Stage::connecting) say(Verdict::fail, said, connect_remedy(settings_, reason));
  if (stage_ == Stage::subscribing)
    say(Verdict::fail, "hung up on: " + said, subscribe_remedy(settings_.permitted_by));
  if (stage_ == Stage::making || stage_ == Stage::publishing)
    say(Verdict::fail, "hung up on: " + said, publish_remedy());
  finish();
}

void Rights::subscribed(const std::vector<std::uint8_t>& codes) {
  if (stage_ != Stage::subscribing) return;
  const auto refused = std::find_if(codes.begin(), codes.end(), mqtt::is_failure);
  hears_ = refused == codes.end();
  if (hears_) {
    say(Verdict::pass, "the answers to the reports of all its things are granted");
  } else {
    say(Verdict::fail, "the answers are refused: " + mqtt::describe(*refused),
        subscribe_remedy(settings_.permitted_by));
  }
  make_report();
}

void Rights::make_report() {
  enter(Stage::making, kPatience);
  make_([this](const Result<std::optional<Publication>>& report) { made(report); });
}

void Rights::made(const Result<std::optional<Publication>>& report) {
  if (stage_ != Stage::making) return;
  if (!report) {
    say(Verdict::note, "not sent: " + report.error());
    return finish();
  }
  if (!*report) return finish();
  report_ = *report;
  enter(Stage::publishing, 2 * kPatience + std::chrono::seconds(1));
  uplink_->wake();
}

void Rights::too_late() {
  if (stage_ == Stage::connecting)
    say(Verdict::fail, "no CONNACK within " + gatewarden::to_text(kPatience),
        connect_remedy(settings_, std::nullopt));
  if (stage_ == Stage::subscribing)
    say(Verdict::fail, "no answer within " + gatewarden::to_text(kPatience),
        subscribe_remedy(settings_.permitted_by));
  if (stage_ == Stage::making) say(Verdict::fail, "the state directory's disk does not answer", "see to it");
  if (stage_ == Stage::publishing)
    say(Verdict::fail, "not acknowledged within " + gatewarden::to_text(2 * kPatience), publish_remedy());
  finish();
}

std::string Rights::publish_remedy() const {
  if (settings_.permitted_by == Permission::recipe)
    return "the component's recipe must allow aws.greengrass#PublishToIoTCore on the topic";
  return "AWS IoT allows it with the statement " +
         policy_statement("iot:Publish", "topic/" + uplink_->topic_of(settings_.gateway),
                          settings_.target.host);
}

std::optional<Publication> Rights::next(SteadyTime /*now*/) { return std::exchange(report_, std::nullopt); }

std::optional<SteadyTime> Rights::due() const { return report_ ? std::optional(clock_.now()) : std::nullopt; }

void Rights::sent(DeviceId /*device*/, ReportId /*id*/, SteadyTime /*at*/) {}

void Rights::settled(const Outcome& outcome) {
  if (stage_ != Stage::publishing) return;
  using Kind = Outcome::Kind;
  const std::string report = "report " + std::to_string(static_cast<std::uint64_t>(outcome.id));
  const std::string why = outcome.code + (outcome.detail.empty() ? "" : ": " + outcome.detail);
  if (outcome.kind == Kind::accepted) {
    say(Verdict::pass, report + " of " + outcome.thing + " is accepted");
  } else if (outcome.kind == Kind::rejected || outcome.kind == Kind::throttled) {
    say(Verdict::fail, report + " is rejected: " + why, rejected_remedy(outcome));
  } else if (outcome.kind == Kind::no_verdict && !settings_.defender) {
    say(Verdict::pass, report + " is published on " + uplink_->topic_of(outcome.thing));
  } else if (outcome.kind == Kind::no_verdict && settings_.answers != Answers::all) {
    say(Verdict::pass,
        report + " is published and was not rejected; what is accepted is not heard (answers)");
  } else if (outcome.kind == Kind::no_verdict && !hears_) {
    say(Verdict::note, report + " is published; what the service says of it cannot be heard");
  } else if (outcome.kind == Kind::no_verdict) {
    say(Verdict::fail,
        report + " is published, but not answered within " + gatewarden::to_text(settings_.answer_timeout),
        "is Device Defender Detect there in this account and region, and does the policy allow iot:Receive on the "
        "answers (`gatewarden provision` writes it)?");
  } else {
    say(Verdict::fail, report + " does not leave: " + why, publish_remedy());
  }
  finish();
}

}  // namespace gatewarden::app
