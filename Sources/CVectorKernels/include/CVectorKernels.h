#pragma once

#include "cpu_level.h"
#include "distance.h"
#include "pq_sums.h"
