#include <iostream>

#include "inputs/schema/scenario_text.hpp"
#include "models/app/verbs.hpp"

namespace lantian {

int verb_explain(const CommonOptions& common, const std::string& key, ExplainForm form) {
    if (form == ExplainForm::schema) {
        std::cout << json_schema() << '\n';
    } else if (common.json) {
        std::cout << explain_json(key) << '\n';
    } else if (form == ExplainForm::markdown) {
        std::cout << scenario_manual();
    } else {
        std::cout << explain_text(key);
    }
    return 0;
}

}  // namespace lantian
