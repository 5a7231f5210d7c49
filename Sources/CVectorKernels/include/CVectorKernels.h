#pragma once

#include "candidate_list.h"
#include "cpu_level.h"
#include "distance.h"
#include "kmeans.h"
#include "occlusion_pool.h"
#include "packed_rows.h"
#include "pq_sums.h"
