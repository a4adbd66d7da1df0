#pragma once

#include <cmath>

namespace lantian {

/// Compensated sum (Neumaier 1974): the error does not grow with the number of terms.
class Sum {
  public:
    void add(double term) {
        const double total = sum_ + term;
        correction_ += std::abs(sum_) >= std::abs(term) ? (sum_ - total) + term : (term - total) + sum_;
        sum_ = total;
    }
    [[nodiscard]] double value() const { return sum_ + correction_; }

  private:
    double sum_ = 0.0;
    double correction_ = 0.0;
};

}  // namespace lantian
