#include "gateway/app/process/build_facts.hpp"

namespace gatewarden::app {

std::string text_of(const BuildFacts& facts) {
  const std::string date = facts.date;
  return std::string("gatewarden ") + facts.version + " (commit " + facts.commit + ", " + facts.compiler +
         (date.empty() ? "" : ", " + date) + ")";
}

}  // namespace gatewarden::app
