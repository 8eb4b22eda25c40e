#include "gateway/report/drop.hpp"

namespace gatewarden {

std::string_view to_string(Drop reason) {
  switch (reason) {
    case Drop::wrong_type:
      return "wrong_type";
    case Drop::unsendable_number:
      return "unsendable_number";
    case Drop::unsendable_string:
      return "unsendable_string";
    case Drop::long_text:
      return "long_text";
    case Drop::bad_address:
      return "bad_address";
    case Drop::counter_reset:
      return "counter_reset";
    case Drop::gap:
      return "gap";
    case Drop::restart_unsure:
      return "restart_unsure";
    case Drop::list_overflow:
      return "list_overflow";
    case Drop::forgotten:
      return "forgotten";
    case Drop::report_lost:
      return "report_lost";
  }
  return "?";
}

}  // namespace gatewarden
