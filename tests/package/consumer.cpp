#include "model/pool_order.hpp"

#include <vector>

int main() {
    const skattekrona::PoolOrder order(std::vector<double>{1.2, 0.8, 1.0});
    return order.all().nth(1) == 0.8 ? 0 : 1;
}
