#include "gateway/app/begin/interview.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "gateway/app/protocols.hpp"
#include "gateway/base/text/aws_region.hpp"
#include "gateway/base/text/nearest.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/registry/thing_name.hpp"

namespace gatewarden::app {
namespace {

using Uplink = FleetDraft::Uplink;

std::string host_name(const FleetDraft& /*draft*/) {
  std::array<char, 256> name{};
  const bool known = ::gethostname(name.data(), name.size() - 1) == 0;
  return known && ThingName::parse(name.data()) ? name.data() : "gateway-1";
}

bool asked(const Question& question, const FleetDraft& draft) {
  return question.of.empty() ||
         std::find(question.of.begin(), question.of.end(), draft.uplink) != question.of.end();
}

std::string likely(const Question& question, const FleetDraft& draft) {
  if (!asked(question, draft)) return "";
  if (question.usual) return question.usual(draft);
  return question.sample ? question.sample : "";
}

// As if all questions behind this one were answered well.
config::Problems judge(const FleetDraft& draft, const Question& question) {
  FleetDraft tried = draft;
  bool behind = false;
  for (const Question& each : questions()) {
    if (behind) tried.*each.answer = likely(each, tried);
    behind = behind || &each == &question;
  }
  return config::load_text(fleet_text(tried), "fleet", adapters(), config::Environment::of_process())
      .problems;
}

std::string words_of(const config::Problems& problems) {
  std::string text;
  for (config::Problem problem : problems.list()) {
    problem.place = {};
    const std::string whole = to_text(problem);
    text += (text.empty() ? "" : "\n") + whole.substr(whole.find("error "));
  }
  return text;
}

// "my-gw" of  thing: "my-gw"; empty where nothing certain is meant.
std::string meant_by(const config::Problems& problems, const Question& question) {
  for (const config::Problem& problem : problems.list()) {
    const std::size_t colon = problem.example.find(": ");
    if (!problem.repairs || problem.path != question.key || colon == std::string::npos) continue;
    std::string meant = problem.example.substr(colon + 2);
    if (meant.size() > 1 && meant.front() == '"') meant = meant.substr(1, meant.size() - 2);
    return meant;
  }
  return "";
}

std::string prompt_of(const Question& question, const std::string& usual) {
  std::string text = question.sentence;
  if (!usual.empty()) return text + " [" + printable(usual) + "]: ";
  return text + (question.sample ? ": " : " [none]: ");
}

Error ended() { return Error{"the answers ended before all was asked: nothing is written"}; }

Result<void> ask(FleetDraft& draft, const Question& question, const Respondent& respondent) {
  std::string& answer = draft.*question.answer;
  std::string usual = question.usual ? question.usual(draft) : "";
  for (bool first = !answer.empty();; first = false) {
    if (!first) {
      auto given = respondent.ask(prompt_of(question, usual));
      if (!given) return ended();
      answer = given->empty() ? usual : *given;
    }
    if (answer.empty() && !question.sample) return {};
    if (answer.empty()) continue;
    const config::Problems problems = judge(draft, question);
    if (problems.empty()) return {};
    respondent.say(words_of(problems) + "\n");
    if (const std::string meant = meant_by(problems, question); !meant.empty()) usual = meant;
  }
}

Result<void> ask_uplink(FleetDraft& draft, const Respondent& respondent) {
  std::vector<std::string> words;
  for (const auto& [word, number] : uplink_words()) words.push_back(word);
  std::string usual = words.front();
  for (;;) {
    const auto given = respondent.ask(
        "Reports go to: iot-core, greengrass, broker (one of your own) or file [" + usual + "]: ");
    if (!given) return ended();
    const std::string& word = given->empty() ? usual : *given;
    const auto found = std::find(words.begin(), words.end(), word);
    if (found != words.end()) {
      draft.uplink = static_cast<Uplink>(found - words.begin());
      return {};
    }
    const auto close = nearest(word, words, {near_enough(word.size()), Closeness::Part::last_resort, 1});
    if (!close.empty()) usual = close.front();
  }
}

Result<void> without_asking(FleetDraft& draft) {
  std::string faults;
  for (const Question& question : questions()) {
    std::string& answer = draft.*question.answer;
    if (!asked(question, draft)) {
      if (!answer.empty()) faults += std::string(question.flag) + " is of another --uplink\n";
      answer.clear();
      continue;
    }
    if (answer.empty() && question.usual) answer = question.usual(draft);
    if (answer.empty() && question.sample)
      faults += std::string(question.flag) + " is missing: " + question.sentence + "\n";
    if (!answer.empty()) {
      const config::Problems problems = judge(draft, question);
      if (problems.empty()) continue;
      faults += std::string(question.flag) + ": " + words_of(problems) + "\n";
    }
    answer = likely(question, draft);
  }
  if (faults.empty()) return {};
  faults.pop_back();
  return Error{faults};
}

std::vector<Question> uplink_questions() {
  using Draft = FleetDraft;
  const std::vector<Uplink> over_mqtt{Uplink::iot_core, Uplink::broker}, to_file{Uplink::file};
  return {{"--thing", &Draft::thing, "gateway.thing", "The gateway's own thing in AWS", {}, host_name, "gw"},
          {"--endpoint", &Draft::endpoint, "uplink.mqtt.endpoint",
           "Endpoint (of AWS: aws iot describe-endpoint --endpoint-type iot:Data-ATS)", over_mqtt, nullptr,
           "abc123-ats.iot.eu-central-1.amazonaws.com"},
          {"--certificate", &Draft::certificate, "uplink.mqtt.certificate",
           "File with the gateway's certificate", over_mqtt,
           [](const Draft& draft) { return draft.uplink == Uplink::broker ? "" : draft.thing + ".pem"; },
           nullptr},
          {"--private-key", &Draft::private_key, "uplink.mqtt.private_key", "File with its private key",
           over_mqtt,
           [](const Draft& draft) { return draft.certificate.empty() ? "" : draft.thing + ".key"; }, nullptr},
          {"--ca", &Draft::ca, "uplink.mqtt.ca",
           "File with the authority of the endpoint's certificate (of a broker without TLS: none)", over_mqtt,
           [](const Draft& draft) { return draft.certificate.empty() ? std::string() : "AmazonRootCA1.pem"; },
           nullptr},
          {"--report-file", &Draft::report_file, "uplink.file.path", "File that takes the reports", to_file,
           [](const Draft&) { return std::string("reports.ndjson"); }, "reports.ndjson"}};
}

std::vector<Question> link_questions() {
  using Draft = FleetDraft;
  return {{"--modbus-tcp",
           &Draft::modbus_tcp,
           "links.meters.modbus.tcp",
           "A Modbus TCP device or gateway, host:port",
           {},
           nullptr,
           nullptr},
          {"--modbus-serial",
           &Draft::modbus_serial,
           "links.serial.modbus.serial",
           "A serial line with Modbus RTU, best as /dev/serial/by-id/...",
           {},
           nullptr,
           nullptr},
          {"--mqtt",
           &Draft::mqtt,
           "links.site.mqtt.broker",
           "A local MQTT broker with devices, mqtt://host:1883",
           {},
           nullptr,
           nullptr}};
}

}  // namespace

const std::vector<std::pair<std::string, int>>& uplink_words() {
  static const std::vector<std::pair<std::string, int>> words{
      {"iot-core", static_cast<int>(Uplink::iot_core)},
      {"greengrass", static_cast<int>(Uplink::greengrass)},
      {"broker", static_cast<int>(Uplink::broker)},
      {"file", static_cast<int>(Uplink::file)}};
  return words;
}

const std::vector<Question>& questions() {
  static const std::vector<Question> all = [] {
    std::vector<Question> questions = uplink_questions();
    for (const Question& link : link_questions()) questions.push_back(link);
    return questions;
  }();
  return all;
}

Result<void> complete(FleetDraft& draft, bool uplink_is_chosen, const Respondent& respondent) {
  if (!respondent.ask) return without_asking(draft);
  if (!uplink_is_chosen) {
    if (auto chosen = ask_uplink(draft, respondent); !chosen) return chosen;
  }
  for (const Question& question : questions()) {
    if (!asked(question, draft)) {
      (draft.*question.answer).clear();
      continue;
    }
    if (auto answered = ask(draft, question, respondent); !answered) return answered;
  }
  return {};
}

std::string next_commands(const FleetDraft& draft, const std::string& file) {
  const std::string fleet = printable(file);
  std::string text = "next\n  gatewarden check " + fleet + "\n";
  if (!draft.modbus_tcp.empty()) text += "  gatewarden scan modbus meters --fleet " + fleet + "\n";
  if (!draft.modbus_serial.empty()) text += "  gatewarden scan modbus serial --fleet " + fleet + "\n";
  text += "  gatewarden try " + fleet + " --for 1m\n";
  if (draft.uplink == Uplink::iot_core || draft.uplink == Uplink::greengrass) {
    const std::string region(region_of_endpoint(draft.endpoint));
    text += "  gatewarden provision " + fleet + " --region " + (region.empty() ? "REGION" : region) +
            " --account ACCOUNT -o aws\n";
  }
  return text + "  gatewarden check --connect " + fleet + "\n  gatewarden run " + fleet + "\n";
}

}  // namespace gatewarden::app
