#include "gateway/status/show/forgotten_page.hpp"

#include "gateway/base/text/printable.hpp"

namespace gatewarden::status {

std::string forgotten_page(const ForgottenDevice& device) {
  std::string text = "forgotten: " + printable(device.thing) + " (" + printable(device.identity) + " on " +
                     printable(device.link) + ")\n";
  for (const auto& [metric, growth] : device.dropped)
    text += "dropped: growth of " + printable(metric) + " by " + std::to_string(growth) + ", not reported\n";
  text += "should it speak again: the same thing";
  if (device.last_report_id > 0) text += ", with report ids above " + std::to_string(device.last_report_id);
  text += "\n";
  if (!device.not_stored.empty())
    text += "not stored yet, a restart would bring it back: " + printable(device.not_stored) + "\n";
  return text;
}

}  // namespace gatewarden::status
