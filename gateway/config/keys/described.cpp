#include "gateway/config/keys/described.hpp"

namespace gatewarden::config {

std::vector<DescribedSection> behind(const std::string& step, std::vector<DescribedSection> sections) {
  for (DescribedSection& section : sections) section.step = step + section.step;
  return sections;
}

}  // namespace gatewarden::config
